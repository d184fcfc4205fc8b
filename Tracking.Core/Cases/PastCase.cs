using NodaTime;

namespace Tracking.Core.Cases;

/// <summary>A case that was open in a span of time, as a playbook would have met it at its end.</summary>
/// <param name="Number">The tracking number; null where the parcel has none any more.</param>
/// <param name="Facts">At its closing, or now where it is open still.</param>
public sealed record PastCase(long Id, long ParcelId, string? Number, CaseFacts Facts, CaseState State, Instant OpenedAt, Instant? ClosedAt)
{
    /// <summary>How long it was open; null while it is.</summary>
    public Duration? Took => ClosedAt - OpenedAt;
}
