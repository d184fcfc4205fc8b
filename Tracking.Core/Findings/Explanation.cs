using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Findings;

/// <summary>Why something is a finding, or not one yet; in words by <see cref="Explained"/>. What is unknown is null.</summary>
public sealed record Explanation
{
    /// <summary>By when it was expected.</summary>
    public Instant? By { get; init; }

    /// <summary>What is usual, as learned; else the built-in threshold in days.</summary>
    public Usual? Usual { get; init; }
    public int? DefaultDays { get; init; }

    /// <summary>How long it has waited, in the working days of <see cref="Usual"/>.</summary>
    public double? Waited { get; init; }

    /// <summary>The share of those that move again which had moved by now.</summary>
    public double? Percentile { get; init; }

    /// <summary>P(lost) given the silence.</summary>
    public double? ChanceLost { get; init; }

    /// <summary>In how many more working days half of those that move again will have moved.</summary>
    public double? HalfWithin { get; init; }
    public Stake? Stake { get; init; }

    /// <summary>Who told it where it is not inferred from silence; the carrier, if nobody else.</summary>
    public Party ToldBy { get; init; } = Party.Carrier;

    /// <summary>What somebody has to supply before it moves, such as <c>duty or tax</c>.</summary>
    public string? Missing { get; init; }

    /// <summary>What usually happens next.</summary>
    public string? Next { get; init; }

    /// <summary>What silence will make of it, next first.</summary>
    public IReadOnlyList<Turn> Turns { get; init; } = [];

    /// <summary>True where chance and value made it an exception, so that it counts toward the day's cap.</summary>
    public bool IsWeighed { get; init; }

    /// <summary>True where it would be an exception but for the day's cap.</summary>
    public bool IsOverCap { get; init; }

    /// <summary>The carrier that does not answer, so that it was judged by when it last did.</summary>
    public CarrierId? Muted { get; init; }
}
