using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Notices;

namespace Tracking.Core.Postgres;

/// <summary>A step of a case's playbook, and how it stands.</summary>
/// <param name="By">Who acted on it last; null where nobody did.</param>
/// <param name="Mail">The message that it put into the outbox.</param>
/// <param name="MailState">What became of that.</param>
/// <param name="Revision">Grows with every act; 0 for one that nobody touched.</param>
public sealed record CaseStep(PlaybookStep Step, TickState State, string? By, Instant? At, string? Note, long? Mail, MailState? MailState, int Revision);
