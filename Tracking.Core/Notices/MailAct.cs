using NodaTime;

namespace Tracking.Core.Notices;

/// <summary>What a person did to messages: to all of them, or to one.</summary>
public sealed record MailAct(Instant At, string By, string Act, long? MailId, string? Note);
