using NodaTime;

namespace Tracking.Core.Notices;

/// <summary>One real change of one parcel that can be told.</summary>
/// <param name="Occasion">Tells one change from another of its kind, the same however often and by whomever it is reported: a day, a finding and its day, or empty for what happens once.</param>
/// <param name="At">The earliest instant at which it can have happened.</param>
/// <param name="HeardAt">When we first heard of it; null for what a silence says.</param>
public sealed record Notice(NoticeKind Kind, string Occasion, Instant At, Instant? HeardAt);
