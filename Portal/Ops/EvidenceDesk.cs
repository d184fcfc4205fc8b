using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Jobs;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

/// <summary>Gathers the evidence of a parcel, and packs and signs it. Packs are made when asked for and kept nowhere.</summary>
public sealed class EvidenceDesk(
    [FromKeyedServices(Sight.Key)] ParcelStore parcels, DossierStore dossiers, EvidenceStore store, EvidenceKeyStore keys, LaneStore lanes, LaneNorms norms, ClaimWindows windows, CarrierPages carriers,
    PublicAddress address, IServiceProvider services, ILoggerFactory logs)
{
    /// <summary>Wires in a pack at most.</summary>
    private const int MostWires = 200;

    /// <summary>Null where there is no such parcel.</summary>
    /// <param name="names">True to leave in what carriers and the order say of people.</param>
    public async Task<Evidence?> FindAsync(long id, bool names, CancellationToken cancel)
    {
        if (await parcels.FindAsync(id, cancel) is not { } view)
            return null;
        var wireIds = view.Timeline.Lines.SelectMany(line => line.Sources.Select(source => source.WireId).Concat(line.Withdrawal?.WireIds ?? [])).Where(wire => wire > 0).ToHashSet();
        var parts = await store.ListWiresAsync(id, wireIds, MostWires, cancel);
        string[] numbers = [.. view.Legs.Select(state => state.Leg.Number.Value)];
        var personal = names ? null : await store.ListPersonalAsync(id, cancel);
        var redaction = new Redaction(personal is null ? null : [.. personal, view.Timeline.ProofOfDelivery?.SignedBy ?? ""], numbers);
        var asOf = view.Legs.Select(state => state.LastAnsweredAt).Append(view.SettledAt).Append(view.Parcel.RegisteredAt).Max()!.Value;
        var situation = new Situation
        {
            Parcel = view.Parcel,
            Legs = view.Legs,
            Timeline = view.Timeline,
            Silent = new Dictionary<Core.Parcels.CarrierId, Instant>(),
            Norms = norms with { Learned = await lanes.CurrentAsync(cancel) },
            Now = asOf,
        };
        return new()
        {
            View = view,
            Orders = await dossiers.ListOrdersAsync(id, cancel),
            Wires = [.. parts.Select((part, index) => new EvidenceWire($"wires/{index + 1:0000}.txt", part, redaction.Of(WireText.Of(part, null, names).Whole)!))],
            WiresMissing = wireIds.Except(parts.Select(part => part.Wire.Id)).Count(),
            Silence = SilenceProof.Present(situation),
            Longest = SilenceProof.Longest(situation),
            Match = AddressMatch.Of(view.Parcel, view.Timeline),
            Deadlines = ClaimDeadline.Of(view.Timeline, view.Legs.Select(state => state.Leg), windows),
            AsOf = asOf,
            Issuer = address.Get(),
            Redaction = redaction,
            Carriers = carriers,
        };
    }

    /// <summary>The signed pack, noted in the audit before it is handed out.</summary>
    /// <param name="by">Who asked, by e-mail address.</param>
    public async Task<byte[]> PackAsync(Evidence evidence, string by, CancellationToken cancel)
    {
        var files = EvidenceFiles.Of(evidence, await RenderAsync(evidence, EvidencePart.Cover), await RenderAsync(evidence, EvidencePart.Timeline));
        var (pack, hash, key) = await keys.SealAsync(files, EvidenceFiles.HeadOf(evidence), cancel);
        await store.RecordAsync(evidence.View.Parcel.Id, by, hash, key, evidence.Redaction.IsOff, cancel);
        return pack;
    }

    private async Task<string> RenderAsync(Evidence evidence, EvidencePart part)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<EvidenceDocument>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Evidence"] = evidence, ["Part"] = part }))).ToHtmlString());
    }
}
