using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings;

/// <summary>One line of an explanation: what it is about, and what there is to say.</summary>
public readonly record struct Explained(string Topic, string Text)
{
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'");

    /// <summary>Why this is a finding.</summary>
    public static IReadOnlyList<Explained> Of(Finding finding) => Lines(finding.Kind, finding.Expected, finding.Why ?? new(), finding.MustAct, finding.Evidence.Count, finding.Severity);

    /// <summary>Why this is none yet.</summary>
    public static IReadOnlyList<Explained> Of(Awaited awaited) => Lines(awaited.Kind, awaited.Expected, awaited.Why, null, awaited.Evidence.Count, null);

    /// <summary>How unusual a silence was: what is usual there, and how much longer it took.</summary>
    public static IReadOnlyList<Explained> OfSilence(Explanation why) =>
        [.. new[] { ("Usual here", UsualOf(why)), ("How unusual", UnusualOf(why, 0)) }.Where(line => line.Item2 is not null).Select(line => new Explained(line.Item1, line.Item2!))];

    private static List<Explained> Lines(FindingKind kind, string? expected, Explanation why, Party? mustAct, int evidence, Severity? severity)
    {
        var lines = new List<Explained>();
        Add("Expected", expected ?? "nothing more");
        Add("Usual here", UsualOf(why));
        Add("How unusual", UnusualOf(why, kind is FindingKind.MissedEdd ? 0 : evidence));
        Add("At stake", StakeOf(why, severity));
        Add("Missing", why.Missing);
        if (severity is not null)
            Add("Must act", mustAct is { } party ? PartyOf(party) : "nobody yet");
        Add("Next", string.Join(' ', new[] { why.Next ?? NextOf(kind), ComesOf(why) }.Where(text => text is not null)));
        Add("If nothing is told", why.Turns.Count == 0 ? null : string.Join(", ", why.Turns.Select(turn => $"{Grave(turn.Severity)} on {Minute.Format(turn.At)}")));
        Add("Held back", why.IsOverCap ? "chance and value make it an exception, but it is over today's cap: nobody has time for more today" : null);
        Add("Judged as of", why.Muted is { } muted ? $"when {muted} last answered: its silence since is our blindness, not the parcel's" : null);
        return lines;

        void Add(string topic, string? text)
        {
            if (!string.IsNullOrEmpty(text))
                lines.Add(new(topic, text));
        }
    }

    private static string? UsualOf(Explanation why)
    {
        if (why.Usual is not { } usual)
            return why.DefaultDays is { } days ? $"{Sentences.Days(days)}, a built-in threshold: too few parcels were watched here to know" : null;
        var text = $"{WaitOf(usual.Stretch)}: half within {Sentences.WorkingDays(usual.Half)}, 95 of 100 within {Sentences.WorkingDays(usual.P95)}; "
            + $"{Share(usual.Lost)} never, {Share(usual.Returned)} go back. Rests on {Count(usual.Parcels)} of {usual.Lane}";
        if (usual.Level is LaneLevel.Lane)
            return text + ".";
        var others = usual.Level switch
        {
            LaneLevel.CarrierAndDestination => $"{usual.Lane.Carrier} to {(usual.Lane.Destination.Length > 0 ? usual.Lane.Destination : "?")}",
            LaneLevel.Carrier => usual.Lane.Carrier,
            _ => "all carriers",
        };
        return text + $", which are {Share(usual.Weight)} of it; the rest is borrowed from {Count(usual.LevelParcels)} of {others}.";
    }

    private static string? UnusualOf(Explanation why, int evidence)
    {
        if (why is not { Waited: { } waited, Percentile: { } percentile })
            return why.DefaultDays is null && evidence > 0 ? $"told by {PartyOf(why.ToldBy)}, not inferred from silence" : null;
        return $"{Sentences.WorkingDays(waited)} so far, longer than {(percentile >= 0.9995 ? "all" : Share(percentile))} of those that moved again"
            + (why.ChanceLost is { } lost ? $"; {(why.Usual is { Stretch: { To: Until.Collected } or { From: Phase.Label } } ? "it never moves on" : "lost")} with a chance of {Share(lost)}" : "; how many are lost is not known yet");
    }

    private static string? StakeOf(Explanation why, Severity? severity)
    {
        if (why.Stake is { } stake)
        {
            return $"{Money(stake.Expected)} of {Money(stake.Value)} {stake.Currency} on average; a look pays from {Money(stake.LookCost)} on"
                + (severity is null ? "" : stake.Pays ? ": it does" : stake.Expected < stake.LookCost ? ": not yet" : ": not yet, so many of those silent so long still move each day");
        }
        return why.Usual is null || why.Percentile is null || severity is null ? null : "not known: the value or the loss rate is missing, so 99 of 100 decide";
    }

    private static string? ComesOf(Explanation why) => why is { ChanceLost: { } lost, HalfWithin: { } half }
        ? $"Of 100 parcels silent so long here, {Math.Round((1 - lost) * 100).ToString(CultureInfo.InvariantCulture)} move again, half of them within {Sentences.WorkingDays(half)}."
        : null;

    /// <summary>What usually happens next, in general; orders of magnitude are left to what is learned.</summary>
    private static string? NextOf(FindingKind kind) => kind switch
    {
        FindingKind.NeverHandedOver => "Either the first scan comes late, or the parcel was never given to the carrier: ask who packed it.",
        FindingKind.Stalled => "Most move again by themselves; the carrier can look where the last scan was.",
        FindingKind.LostInLineHaul => "Most turn up with a scan in the country of destination; if not, the carrier that had the last scan must search.",
        FindingKind.LostAtDestination => "Most turn up at a delivery office; if not, a search with the last-mile carrier, then a claim.",
        FindingKind.HandoverGap => "The next carrier's first scan ends it; if none comes, the one that gave it away must prove that it did.",
        FindingKind.CustomsDelay => "Customs releases most by themselves; a letter to the recipient or the seller is the usual alternative.",
        FindingKind.CustomsActionNeeded => "Once it is supplied, a release follows; if not, the parcel goes back or is destroyed.",
        FindingKind.FlightMissed => "It leaves with a later flight.",
        FindingKind.AttemptFailed => "Another attempt, or a pickup point; after the last attempt it goes back.",
        FindingKind.AddressProblem => "With a corrected address it goes out again; without one it goes back.",
        FindingKind.UnclaimedAtPickup => "If nobody collects it, it goes back to the sender.",
        FindingKind.GoingBack => "It arrives at the sender; refund or send again then, or now.",
        FindingKind.DeclaredLost => "A claim with the carrier, and a refund or a new parcel for the buyer.",
        FindingKind.DeclaredDamaged => "It is delivered damaged, goes back, or is destroyed: ask the carrier, and keep the proof for a claim.",
        FindingKind.DeliveredElsewhere => "The carrier can bring its proof of delivery; often a neighbour or a wrong scan.",
        FindingKind.MissedEdd => "Most late parcels still come; a new estimate comes with the next scan.",
        FindingKind.NotFound => "Either the carrier hears of the label, or the number is wrong.",
        FindingKind.WrongNumber => "Nothing, until the right number is given: this one will never be about this parcel.",
        FindingKind.ReusedNumber => "The first scan of this parcel ends it.",
        FindingKind.Contradiction => "A later scan, or the carrier's word, shows which was wrong.",
        FindingKind.CarrierSilent => "The carrier answers again, and all that it told meanwhile is read then.",
        _ => null,
    };

    private static string WaitOf(Stretch stretch) => stretch.To switch
    {
        Until.Release => "From presented to customs to a release or a scan beyond",
        Until.ReleaseOfHeld => "From held by customs to a release or a scan beyond",
        Until.Collected => "From the pickup point into somebody's hands",
        _ => "From a scan to the next " + stretch.From switch
        {
            Phase.Label => "when only the label exists",
            Phase.Accepted => stretch.Kind is JourneyKind.CrossBorder ? "before leaving the country of origin" : "on a domestic way",
            Phase.LeftOrigin => "between the countries",
            Phase.Arrived => "after arriving in the country of destination",
            Phase.Cleared => "after customs",
            Phase.AtDepot => "at the delivery office",
            _ => "once out for delivery",
        },
    };

    private static string PartyOf(Party party) => party switch
    {
        Party.Carrier => "the carrier",
        Party.Seller => "the seller",
        Party.Recipient => "the recipient",
        Party.Customs => "the authority",
        _ => party.ToString().ToLowerInvariant(),
    };

    private static string Grave(Severity severity) => severity switch
    {
        Severity.Watch => "a watch",
        Severity.Warning => "a warning",
        Severity.Exception => "an exception",
        _ => "taken for lost",
    };

    private static string Count(double parcels) => parcels.ToString("N0", CultureInfo.InvariantCulture) + (parcels == 1 ? " parcel" : " parcels");

    private static string Share(double share) => (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";

    private static string Money(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
