using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Cases;

/// <summary>Within which days a carrier hears a claim of one kind, and how that is known.</summary>
public sealed record ClaimWindow
{
    public required CarrierId Carrier { get; init; }
    public required ClaimKind Kind { get; init; }

    /// <summary>From which day on it is heard; null where from the first.</summary>
    public int? OpensAfterDays { get; init; }

    /// <summary>The last day on which it is heard, counted from <see cref="From"/>; null where only the beginning is known.</summary>
    public int? ClosesAfterDays { get; init; }
    public required CountedFrom From { get; init; }

    /// <summary>The product it is said of; null for all.</summary>
    public string? Product { get; init; }

    /// <summary>Where it is written.</summary>
    public required string Source { get; init; }

    /// <summary>When it was read there; null where nobody wrote that down.</summary>
    public LocalDate? ReadOn { get; init; }
    public required HowKnown Known { get; init; }
}
