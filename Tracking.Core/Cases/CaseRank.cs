using NodaTime;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;

namespace Tracking.Core.Cases;

/// <summary>What it costs to let a case wait: the order of the queue, highest first.</summary>
public static class CaseRank
{
    /// <summary>
    /// The rank of a parcel's case by its worst open finding. A carrier's silence comes last: people work its incident, and whatever else
    /// is wrong with a parcel must not hide behind it.
    /// </summary>
    public static double Of(Finding finding, Parcel parcel, Instant now) =>
        finding.Kind is FindingKind.CarrierSilent ? 0 : Of(finding.Severity, finding.Kind, parcel.Value, parcel.Tier, finding.Since, now);

    /// <summary>
    /// 1000 for each step of severity, so that severity always decides first; within it up to 400 for how soon acting stops
    /// helping, up to 200 for the value (logarithmic, so that a currency of small units shifts it little), 150 for a tier of
    /// customers, up to 150 for the age (logarithmic, full after sixty days).
    /// </summary>
    /// <param name="severity">Of the worst open finding.</param>
    /// <param name="kind">Of the same finding.</param>
    /// <param name="value">What the parcel is worth in its own currency; null where not said.</param>
    /// <param name="tier">Any word but <c>standard</c> puts a customer first; null where not said.</param>
    /// <param name="since">When what is wrong began.</param>
    /// <param name="now">The moment of ranking.</param>
    public static double Of(Severity severity, FindingKind kind, decimal? value, string? tier, Instant since, Instant now)
    {
        var worth = value is > 0 ? Math.Min(200, 50 * Math.Log10(1 + (double)value.Value)) : 0;
        var customer = string.IsNullOrWhiteSpace(tier) || tier.Equals("standard", StringComparison.OrdinalIgnoreCase) ? 0 : 150;
        var days = Math.Clamp((now - since).TotalDays, 0, 60);
        return 1000.0 * (int)severity + UrgencyOf(kind) + worth + customer + 150 * Math.Log(1 + days) / Math.Log(61);
    }

    /// <summary>A parcel that someone sends back tomorrow comes before one that is lost already.</summary>
    private static double UrgencyOf(FindingKind kind) => kind switch
    {
        FindingKind.CarrierSilent => 400,
        FindingKind.UnclaimedAtPickup or FindingKind.CustomsActionNeeded or FindingKind.AddressProblem or FindingKind.GoingBack => 350,
        FindingKind.AttemptFailed or FindingKind.DeliveredElsewhere or FindingKind.FlightMissed => 300,
        FindingKind.DeclaredLost or FindingKind.DeclaredDamaged or FindingKind.LostAtDestination => 250,
        FindingKind.LostInLineHaul or FindingKind.HandoverGap or FindingKind.CustomsDelay => 200,
        FindingKind.NeverHandedOver or FindingKind.WrongNumber or FindingKind.NotFound => 150,
        FindingKind.Stalled or FindingKind.MissedEdd => 100,
        _ => 50,
    };
}
