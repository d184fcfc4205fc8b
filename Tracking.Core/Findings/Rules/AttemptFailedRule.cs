using Tracking.Core.Events;

namespace Tracking.Core.Findings.Rules;

/// <summary>The carrier was at the door and the parcel is not delivered: a warning once, an exception from the second time on.</summary>
public sealed class AttemptFailedRule : FindingRule
{
    public override FindingKind Kind => FindingKind.AttemptFailed;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        var failed = standing.OpenSeries(
            line => line is { Moves: true, Milestone: Milestone.AttemptFailed },
            line => line.Moves && (line.Milestone is Milestone.AtPickupPoint || line.Stage is Stage.Delivered or Stage.Returned or Stage.Stopped));
        if (failed is not [.., var last])
            yield break;
        yield return new()
        {
            Kind = Kind,
            Severity = failed.Count > 1 ? Severity.Exception : Severity.Warning,
            Since = Standing.At(failed[0]),
            Sentence = failed.Count == 1
                ? $"Delivery failed on {Sentences.Day(last)}{Why(last.Reason)}."
                : $"Delivery failed {failed.Count} times, last on {Sentences.Day(last)}{Why(last.Reason)}.",
            Expected = "a delivery, or the parcel at a pickup point",
            Evidence = [.. failed.Select(line => line.Key)],
            MustAct = last.Reason?.MustAct() ?? (last.Reason?.PartyOf() is Party.Recipient ? Party.Recipient : null),
            Why = standing.Explain(standing.WaitForScan(last, standing.Norms.Stalled)) with { By = null, DefaultDays = null },
        };
    }

    private static string Why(Reason? reason) => reason switch
    {
        Reason.RecipientAbsent => ": nobody was there",
        Reason.RecipientAddress => ": the address is not right",
        Reason.RecipientRefused => ": it was refused",
        Reason.RecipientMoved => ": the recipient has moved",
        Reason.RecipientAskedLater => ": another day was asked for",
        Reason.RecipientNoAccess or Reason.CarrierNoAccess => ": the door could not be reached",
        Reason.RecipientPayment => ": a payment is due",
        Reason.RecipientIdentity => ": the recipient could not show who they are",
        { } other when other.PartyOf() is Party.Carrier => ", for a reason on the carrier's side",
        { } other when other.PartyOf() is Party.Weather => ", because of the weather",
        _ => "",
    };
}
