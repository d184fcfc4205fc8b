using NodaTime;

namespace Tracking.Core.Incidents;

/// <summary>Everything the watch may look at: nothing else decides an incident.</summary>
public sealed record IncidentScene
{
    /// <summary>All open waits, and those that ended in the last <see cref="IncidentWatch.History"/>.</summary>
    public required IReadOnlyList<Wait> Waits { get; init; }

    /// <summary>How each carrier could be heard; one that is absent counts as heard all the time.</summary>
    public IReadOnlyDictionary<string, FeedHours> Feeds { get; init; } = new Dictionary<string, FeedHours>();

    /// <summary>What was found before and stands.</summary>
    public IReadOnlyList<StandingIncident> Standing { get; init; } = [];

    /// <summary>Names of carriers, for sentences; an id stands for itself.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();
    public required Instant Now { get; init; }
}
