using NodaTime;
using Tracking.Core.Findings.Rules;
using Tracking.Core.Parcels;

namespace Tracking.Core.Findings;

/// <summary>All rules over one parcel.</summary>
public static class Inspection
{
    private static readonly FindingRule[] Rules =
    [
        new NeverHandedOverRule(), new StalledRule(), new LostInLineHaulRule(), new LostAtDestinationRule(), new HandoverGapRule(), new CustomsDelayRule(),
        new CustomsActionNeededRule(), new FlightMissedRule(), new AttemptFailedRule(), new AddressProblemRule(), new UnclaimedAtPickupRule(),
        new GoingBackRule(), new DeclaredLostRule(), new DeclaredDamagedRule(), new DeliveredElsewhereRule(), new MissedEddRule(), new NotFoundRule(),
        new WrongNumberRule(), new ReusedNumberRule(), new ContradictionRule(), new NotArrivedRule(), new CarrierSilentRule(),
    ];

    /// <summary>What the rules find now, worst first, and the earliest moment at which silence alone changes a kind, a subject or a severity among it.</summary>
    public static InspectionResult Of(Situation situation)
    {
        var standing = new Standing(situation);
        var findings = Find(standing);
        var now = Shape(findings);
        for (var next = standing.NextDeadline; next is { } at;)
        {
            var later = standing.At(at);
            if (Shape(Find(later)) != now)
                return new(findings, at);
            next = later.NextDeadline;
        }
        return new(findings, null);
    }

    /// <summary>Why it is no exception: what is awaited, and when a rule would speak.</summary>
    public static WhyNot WhyNot(Situation situation)
    {
        var standing = new Standing(situation);
        if (standing.IsOver)
            return new("It is over: nothing more is awaited.", []);
        var heard = standing.WhenLastHeard();
        var muted = MutedBy(standing, heard);
        var awaited = Rules.OfType<GapRule>().SelectMany(rule => rule.Await(heard))
            .Select(one => muted is null ? one : one with { Why = one.Why with { Muted = muted } })
            .OrderBy(one => one.Speaks.At).ThenBy(one => one.Kind).ThenBy(one => one.Subject, StringComparer.Ordinal).ToList();
        var sentence = muted is { } silent ? $"{silent} does not answer, so silence proves nothing: rules that infer from it hold their tongue."
            : standing.Timeline.Stage is null && awaited.Count == 0 ? "No carrier has told anything yet."
            : !standing.TracksToTheDoor && standing.HasLeft ? "The service stops scanning on the way: silence from there on is usual and proves nothing."
            : awaited.Count == 0 ? "No rule waits for anything more."
            : "What is awaited is not late yet.";
        return new(sentence, awaited);
    }

    private static CarrierId? MutedBy(Standing standing, Standing heard) =>
        ReferenceEquals(standing, heard) ? null : standing.Ahead.Where(leg => standing.BlindSince(leg) is not null).MinBy(standing.BlindSince)?.Leg.Carrier;

    private static List<Finding> Find(Standing standing)
    {
        var findings = new List<Finding>();
        var heard = standing.WhenLastHeard();
        var muted = MutedBy(standing, heard);
        foreach (var rule in Rules)
        {
            if (rule.IsGap && standing.IsOver)
                continue;
            var found = rule.Find(rule.IsGap ? heard : standing).ToList();
            if (found.Count > 0)
                findings.AddRange(found.OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Since).DistinctBy(finding => finding.Subject)
                    .Select(finding => rule.IsGap && muted is not null ? finding with { Why = (finding.Why ?? new()) with { Muted = muted } } : finding));
        }
        findings.Sort((a, b) => (b.Severity, a.Kind, a.Since).CompareTo((a.Severity, b.Kind, b.Since)) is not 0 and var order ? order
            : string.CompareOrdinal(a.Subject, b.Subject));
        return findings;
    }

    private static string Shape(List<Finding> findings) => string.Join('\n', findings.Select(finding => $"{finding.Kind} {finding.Subject} {finding.Severity}"));
}
