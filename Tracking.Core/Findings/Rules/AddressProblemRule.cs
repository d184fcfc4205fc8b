using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>The carrier cannot deliver to the address it has.</summary>
public sealed class AddressProblemRule : FindingRule
{
    public override FindingKind Kind => FindingKind.AddressProblem;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Open(
            line => line.Reason is Reason.RecipientAddress or Reason.RecipientMoved && line.Milestone is not (Milestone.Delivered or Milestone.Returned or Milestone.Returning),
            line => line.Milestone is Milestone.AddressChanged || line.Moves && (line.Milestone is Milestone.OutForDelivery or Milestone.AtPickupPoint
                || line.Stage is Stage.Delivered or Stage.Returned or Stage.Stopped)) is not { } line)
            yield break;
        yield return new()
        {
            Kind = Kind,
            Severity = Severity.Exception,
            Since = Standing.At(line),
            Sentence = line.Reason is Reason.RecipientMoved
                ? $"The recipient no longer lives at the address, the carrier said on {Sentences.Day(line)}."
                : $"The carrier cannot find or use the address, it said on {Sentences.Day(line)}{Sentences.In(line)}.",
            Expected = "a corrected address",
            Evidence = [line.Key],
            MustAct = Party.Recipient,
            Why = standing.Explain(standing.WaitForScan(line, standing.Norms.Stalled)) with { By = null, DefaultDays = null },
        };
    }
}
