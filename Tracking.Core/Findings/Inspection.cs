using NodaTime;
using Tracking.Core.Findings.Rules;

namespace Tracking.Core.Findings;

/// <summary>All rules over one parcel.</summary>
public static class Inspection
{
    private static readonly FindingRule[] Rules =
    [
        new NeverHandedOverRule(), new StalledRule(), new LostInLineHaulRule(), new LostAtDestinationRule(), new HandoverGapRule(), new CustomsDelayRule(),
        new CustomsActionNeededRule(), new FlightMissedRule(), new AttemptFailedRule(), new AddressProblemRule(), new UnclaimedAtPickupRule(),
        new GoingBackRule(), new DeclaredLostRule(), new DeclaredDamagedRule(), new DeliveredElsewhereRule(), new MissedEddRule(), new NotFoundRule(),
        new WrongNumberRule(), new ContradictionRule(), new CarrierSilentRule(),
    ];

    /// <summary>What the rules find now, worst first, and the earliest moment at which silence alone changes a kind, a subject or a severity among it.</summary>
    public static InspectionResult Of(Situation situation)
    {
        var standing = new Standing(situation);
        var findings = Find(standing);
        var now = Shape(findings);
        for (var next = standing.NextDeadline; next is { } at;)
        {
            var later = new Standing(situation with { Now = at });
            if (Shape(Find(later)) != now)
                return new(findings, at);
            next = later.NextDeadline;
        }
        return new(findings, null);
    }

    private static List<Finding> Find(Standing standing)
    {
        var findings = new List<Finding>();
        var heard = standing.WhenLastHeard();
        foreach (var rule in Rules)
        {
            if (!rule.IsGap || !standing.IsOver)
                findings.AddRange(rule.Find(rule.IsGap ? heard : standing).OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Since).DistinctBy(finding => finding.Subject));
        }
        findings.Sort((a, b) => (b.Severity, a.Kind, a.Since).CompareTo((a.Severity, b.Kind, b.Since)) is not 0 and var order ? order
            : string.CompareOrdinal(a.Subject, b.Subject));
        return findings;
    }

    private static string Shape(List<Finding> findings) => string.Join('\n', findings.Select(finding => $"{finding.Kind} {finding.Subject} {finding.Severity}"));
}
