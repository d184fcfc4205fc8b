using NodaTime;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;

namespace Tracking.Core.Cases;

/// <summary>What it costs to let a case wait, in about US dollars: the order of the queue, highest first.</summary>
public static class CaseRank
{
    /// <summary>Where the value is not said: a usual parcel.</summary>
    private const double UsualWorth = 40;

    /// <summary>A parcel worth nothing costs a complaint all the same.</summary>
    private const double Complaint = 8;

    /// <summary>
    /// The rank of a parcel's case by one of its open findings. A carrier's silence comes last: people work its incident, and whatever else
    /// is wrong with a parcel must not hide behind it.
    /// </summary>
    public static double Of(Finding finding, Parcel parcel, Instant now) =>
        finding.Kind is FindingKind.CarrierSilent ? 0 : Of(Chance(finding, now), finding.Kind, Money.Dollars(parcel.Value, parcel.Currency), parcel.Tier, IsLate(parcel, now));

    /// <summary>Chance of loss × value, more for a tier of customers, for what can only be saved now, and past the day that was promised.</summary>
    /// <param name="chance">That the parcel is lost to its buyer, 0 to 1.</param>
    /// <param name="kind">Says how soon acting stops helping.</param>
    /// <param name="worth">About so many US dollars; null where not said.</param>
    /// <param name="tier">Any word but <c>standard</c> puts a customer first; null where not said.</param>
    /// <param name="late">Whether the promised day is over.</param>
    public static double Of(double chance, FindingKind kind, double? worth, string? tier, bool late)
    {
        var customer = string.IsNullOrWhiteSpace(tier) || tier.Equals("standard", StringComparison.OrdinalIgnoreCase) ? 1 : 2;
        return (chance * Math.Max(0, worth ?? UsualWorth) + Complaint) * UrgencyOf(kind) * customer * (late ? 1.25 : 1);
    }

    /// <summary>Of an incident's case: a complaint for each of its parcels.</summary>
    public static double OfIncident(int parcels) => Complaint * parcels;

    /// <summary>How likely the parcel is lost to its buyer: as learned of its lane; else judged by the kind, and ever more by the days it has lasted [I].</summary>
    public static double Chance(Finding finding, Instant now)
    {
        if (finding.Why?.ChanceLost is { } learned)
            return learned;
        var first = finding.Kind switch
        {
            FindingKind.DeclaredLost => 1,
            FindingKind.DeclaredDamaged or FindingKind.GoingBack => 0.9,
            FindingKind.LostAtDestination or FindingKind.UnclaimedAtPickup or FindingKind.DeliveredElsewhere => 0.6,
            FindingKind.LostInLineHaul or FindingKind.CustomsActionNeeded or FindingKind.AddressProblem or FindingKind.WrongNumber => 0.5,
            FindingKind.AttemptFailed or FindingKind.HandoverGap or FindingKind.NeverHandedOver => 0.3,
            FindingKind.NotFound or FindingKind.Stalled => 0.2,
            FindingKind.CarrierSilent => 0,
            _ => 0.1,
        };
        var grave = finding.Severity is Severity.Critical ? Math.Max(first, 0.7) : first;
        var days = Math.Max(0, (now - finding.Since).TotalDays);
        return grave is 0 ? 0 : 1 - (1 - grave) * Math.Exp(-days / 60);
    }

    /// <summary>A parcel that someone sends back tomorrow comes before one that is lost already.</summary>
    private static double UrgencyOf(FindingKind kind) => kind switch
    {
        FindingKind.UnclaimedAtPickup or FindingKind.CustomsActionNeeded or FindingKind.AddressProblem or FindingKind.GoingBack => 2,
        FindingKind.AttemptFailed or FindingKind.DeliveredElsewhere or FindingKind.FlightMissed => 1.6,
        FindingKind.DeclaredLost or FindingKind.DeclaredDamaged or FindingKind.LostAtDestination => 1.2,
        FindingKind.LostInLineHaul or FindingKind.HandoverGap or FindingKind.CustomsDelay => 1,
        FindingKind.NeverHandedOver or FindingKind.WrongNumber or FindingKind.NotFound => 0.8,
        _ => 0.6,
    };

    private static bool IsLate(Parcel parcel, Instant now) => parcel.PromisedBy < now.InUtc().Date;
}
