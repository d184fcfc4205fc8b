using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>Customs waits for somebody, or has ended the import or export.</summary>
public sealed class CustomsActionNeededRule : FindingRule
{
    public override FindingKind Kind => FindingKind.CustomsActionNeeded;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Open(
            line => line.Reason is { } why && why.PartyOf() is Party.Customs && why.MustAct() is not null && line.Milestone is not Milestone.CustomsReleased
                || line.Moves && line.Milestone is Milestone.ImportTerminated or Milestone.ExportCancelled,
            standing.ClosesCustoms) is not { } line
            || line.Milestone is Milestone.ExportHeld or Milestone.ExportPresented && standing.Scans.SkipWhile(scan => scan != line).Any(HasLeft))
            yield break;
        var ended = line.Milestone is Milestone.ImportTerminated or Milestone.ExportCancelled;
        yield return new()
        {
            Kind = Kind,
            Severity = Severity.Exception,
            Since = Standing.At(line),
            Sentence = ended
                ? $"{(line.Milestone is Milestone.ImportTerminated ? "Import" : "Export")} was ended{Sentences.In(line)} on {Sentences.Day(line)}; the parcel will not be delivered."
                : $"Customs{Sentences.In(line)} waits for {Wanted(line.Reason!.Value, standing.Situation.Parcel.DutyPaid)} since {Sentences.Day(line)}.",
            Expected = ended ? null : "a release, or a scan beyond customs, once that is done",
            Evidence = [line.Key],
            MustAct = line.Reason is { } wanted ? Customs.MustAct(wanted, standing.Situation.Parcel) : Party.Seller,
            Why = new() { Missing = ended || line.Reason is null ? null : Customs.Missing(line.Reason.Value) },
        };
    }

    private static bool HasLeft(TimelineLine line) => line.Milestone is Milestone.ExportReleased || Border.IsExport(line.Milestone);

    private static string Wanted(Reason reason, bool dutyPaid) => reason switch
    {
        Reason.CustomsDuty => dutyPaid ? "the seller to pay duty or tax, which it sold paid" : "the recipient to pay duty or tax",
        Reason.CustomsIdentity => "the recipient's identity or tax number",
        Reason.CustomsPaper => "papers from the seller",
        Reason.CustomsLicence => "a licence from the seller",
        Reason.CustomsProhibited => "the seller's word on goods that may not enter",
        _ => "somebody to act",
    };
}
