using NodaTime;

namespace Tracking.Core.Incidents;

/// <summary>A wait on its carrier's clock.</summary>
internal sealed class Track(Wait wait, ActivityClock clock)
{
    public Wait Wait => wait;
    public ActivityClock Clock => clock;

    /// <summary>The quarters back from now in which scans of it were to be expected, and how many.</summary>
    public required (int Quarter, double Expected)[] Expected { get; init; }

    /// <summary>The quarter in which the next scan was told; null where it was not, or in a time that does not count.</summary>
    public required int? News { get; init; }

    /// <summary>Of all the cohorts it belongs to.</summary>
    public required IReadOnlyList<Tally> Tallies { get; init; }

    /// <summary>The cohort whose incident explains its silence; null while nothing does.</summary>
    public Tally? ExplainedBy { get; set; }

    /// <summary>The scans that were usual of it from then until its next one or now.</summary>
    public double UsualSince(Instant since, ScanRates rates)
    {
        var began = clock.At(wait.Began);
        return rates.Expected(wait.Carrier, wait.After, clock.At(wait.Ended ?? Instant.MaxValue) - began) - rates.Expected(wait.Carrier, wait.After, clock.At(Instant.Max(since, wait.Since)) - began);
    }

    /// <summary>True where the parcel still waits and its silence is not older than the incident: nineteen of twenty like it had waited no longer when that began.</summary>
    public bool WaitsSince(Instant since, ScanRates rates) =>
        wait.Ended is null && rates.Expected(wait.Carrier, wait.After, clock.At(since) - clock.At(wait.Began)) < 3;
}
