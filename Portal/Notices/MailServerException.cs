namespace Tracking.Portal.Notices;

/// <summary>The mail server takes nothing at the moment; the message says why, as the end of a sentence about it.</summary>
public sealed class MailServerException(string message, Exception inner) : Exception(message, inner);
