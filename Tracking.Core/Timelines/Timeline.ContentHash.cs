using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

public sealed partial record Timeline
{
    /// <summary>
    /// SHA-256, in lower-case hex, over everything but database ids and the versions of code tables: the same content has the same hash
    /// on every node, and a table that grew by a row touches only the parcels that row speaks of.
    /// </summary>
    public string ContentHash()
    {
        var text = new Canonical().Add(Stage).Add(Milestone).Add(Unconfirmed).Add((JourneyKind?)Kind).Add(Lane.Origin).Add(Lane.Destination)
            .Add(Edd).Add(EddBy?.Value).Add(Service).Add(ProofOfDelivery).Add(LastScanAt).Add(LastHolder?.Value).Add(LastNewsAt);
        text.Add(Steps.Count);
        foreach (var step in Steps)
            text.Add((Step?)step.Step).Add((StepState?)step.State).Add(step.At);
        text.Add(Handovers.Count);
        foreach (var handover in Handovers)
            text.Add(handover.From.Value).Add(handover.To.Value).Add(handover.GivenLine).Add(handover.GivenAt).Add(handover.TakenLine).Add(handover.TakenAt);
        text.Add(Holdings.Count);
        foreach (var holding in Holdings)
            text.Add(holding.Holder.Value).Add((HoldingEnd?)holding.End).Add(holding.Next?.Value).Add(holding.Scans.Count).Add((EventKey?)holding.Scans[0]).Add((EventKey?)holding.Scans[^1]);
        text.Add(Refused.Count);
        foreach (var refusal in Refused)
            text.Add(refusal.Source.Value).Add(refusal.Number.Value).Add((RefusalReason?)refusal.Reason).Add(refusal.Statements).Add(refusal.First).Add(refusal.Last).Add(refusal.Destination).Add(refusal.IsAll);
        text.Add(Lines.Count);
        foreach (var line in Lines)
        {
            text.Add((EventKey?)line.Key).Add(line.Time).Add(line.Milestone).Add(line.Stage).Add(line.Reason).Add((EventClass?)line.Class).Add(line.Place)
                .Add(line.Wording).Add(line.Language).Add(line.Carrier.Value).Add((LegRole?)line.Role).Add(line.Confirmed).Add(line.Withdrawal).Add(line.Moves).Add(line.LeadsBy)
                .Add(line.Sources.Count);
            foreach (var source in line.Sources)
            {
                text.Add((EventKey?)source.Key).Add(source.Source.Value).Add(source.Number.Value).Add((Instant?)source.ReceivedAt).Add((Trust?)source.Trust)
                    .Add(source.Code).Add(source.SubCode).Add(source.Wording).Add(source.Clock).Add(source.Mapping).Add((SameScanReason?)source.Because).Add(source.Withdrawal);
            }
        }
        return text.Hash();
    }
}
