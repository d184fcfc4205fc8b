using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>The carrier says that the parcel is damaged, and it is neither delivered nor back.</summary>
public sealed class DeclaredDamagedRule : FindingRule
{
    public override FindingKind Kind => FindingKind.DeclaredDamaged;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Open(
            line => line.Moves && (line.Milestone is Milestone.Damaged || line.Reason is Reason.CarrierDamaged && line.Milestone?.IsTerminal() is false),
            line => line.Moves && line.Milestone?.IsTerminal() is true) is not { } line)
            yield break;
        yield return new()
        {
            Kind = Kind,
            Severity = Severity.Exception,
            Since = Standing.At(line),
            Sentence = $"{line.Carrier} said on {Sentences.Day(line)}{Sentences.In(line)} that the parcel is damaged.",
            Evidence = [line.Key],
            MustAct = Party.Carrier,
        };
    }
}
