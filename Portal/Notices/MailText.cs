namespace Tracking.Portal.Notices;

/// <summary>A message as its buyer reads it, in text and in HTML; it names nobody.</summary>
/// <param name="FromName">The shop's name.</param>
/// <param name="ReplyTo">Where answers go; null where the shop named no address.</param>
/// <param name="Stop">The address at which the subscription ends by one click.</param>
public sealed record MailText(string Subject, string Text, string Html, string FromName, string? ReplyTo, Uri Stop);
