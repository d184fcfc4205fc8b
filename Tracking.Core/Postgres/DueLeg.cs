using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>A leg that is to be asked about, claimed by whoever holds this.</summary>
public sealed record DueLeg
{
    public required long Id { get; init; }
    public required TrackingNumber Number { get; init; }

    /// <summary>Null while it is undecided; another than the one asked where an aggregator is asked.</summary>
    public CarrierId? Carrier { get; init; }
    public string? DestinationCountry { get; init; }
    public string? DestinationPostcode { get; init; }

    /// <summary>The last four digits of the recipient's telephone number.</summary>
    public string? PhoneTail { get; init; }

    /// <summary>Announced to whoever is asked, and the announcement still holds.</summary>
    public required bool IsEnrolled { get; init; }

    /// <summary>A weakly proven push waits for the carrier's own word.</summary>
    public bool Confirms { get; init; }

    /// <summary>When it was due, and when it was asked about before this claim.</summary>
    public Instant DueAt { get; init; }
    public Instant? AskedBefore { get; init; }
}
