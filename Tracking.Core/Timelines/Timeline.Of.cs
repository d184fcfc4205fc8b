using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

public sealed partial record Timeline
{
    /// <summary>The timeline of a parcel, merged from what is about this parcel of all that was said under its numbers.</summary>
    public static Timeline Of(
        Parcel parcel, IReadOnlyCollection<Leg> legs, IReadOnlyCollection<SourcedEvent> events, IReadOnlyCollection<Snapshot> snapshots, IReadOnlyCollection<FullAnswer> answers)
    {
        var admission = Admission.Of(parcel, legs, events, snapshots);
        return Of(new Lane(parcel.Origin, parcel.Destination), legs, admission.Events, admission.Snapshots, answers) with { Refused = admission.Refused };
    }

    /// <summary>
    /// Merges what was said of one parcel. Any order and any repetition of the same statements give the same timeline, byte for
    /// byte; each statement is on exactly one line, and one more statement never removes another.
    /// </summary>
    /// <param name="registered">The lane the order names; an end it does not know is taken from the snapshots, then from the numbers and scans.</param>
    /// <param name="answers">What complete answers left out.</param>
    public static Timeline Of(
        Lane registered, IReadOnlyCollection<Leg> legs, IReadOnlyCollection<SourcedEvent> events, IReadOnlyCollection<Snapshot> snapshots, IReadOnlyCollection<FullAnswer> answers)
    {
        var custody = new Custody(legs);
        var told = Telling.Newest(snapshots, custody);
        var fromStart = Telling.FirstLegFirst(told, custody);
        var drafts = Placement.Order(Merge.Group(events, custody), registered);
        Withdrawals.Mark(drafts, events, answers);
        var lane = new Lane(
            registered.Origin ?? fromStart.Select(snapshot => snapshot.Origin).FirstOrDefault(said => said is not null) ?? OriginOf(custody, drafts),
            registered.Destination ?? told.Select(snapshot => snapshot.Destination).FirstOrDefault(said => said is not null));
        var kind = KindOf(lane, drafts);
        var journey = Journey.Walk([.. drafts.Select(draft => draft.ToLine(custody, lane))], line => drafts[line].Leg, lane, kind);
        var lines = journey.Lines;
        var legOf = drafts.ToDictionary(draft => draft.Key, draft => draft.Leg);
        var lastScan = lines.Where(line => line.Moves && line.Time is not null && line.Milestone?.IsScan() is true)
            .MaxBy(line => line.Time!.Value.Possible().Start);
        var delivered = lines.LastOrDefault(line => line is { Moves: true, Milestone: Events.Milestone.Delivered })?.Sources.Select(source => source.Number).ToHashSet() ?? [];
        var edd = told.FirstOrDefault(snapshot => snapshot.Edd is not null);
        return new()
        {
            Lines = lines,
            Stage = journey.Stage,
            Milestone = journey.Milestone,
            Unconfirmed = journey.Unconfirmed,
            Kind = kind,
            Steps = Progress.Of(kind, lane, lines),
            Lane = lane,
            Holdings = custody.Ledger(lines, line => legOf[line.Key]),
            Handovers = custody.Handovers(lines, line => legOf[line.Key]),
            Edd = edd?.Edd,
            EddBy = edd?.Source,
            Service = fromStart.Select(snapshot => snapshot.Service).FirstOrDefault(said => said is not null),
            ProofOfDelivery = told.Where(snapshot => delivered.Contains(snapshot.Number)).Select(snapshot => snapshot.ProofOfDelivery).FirstOrDefault(said => said is not null),
            LastScanAt = lastScan?.Time?.Possible().Start,
            LastHolder = lastScan?.Carrier,
            LastNewsAt = drafts.Count == 0 ? null : drafts.Max(draft => draft.Statements.Max(said => said.ReceivedAt)),
        };
    }

    private static string? OriginOf(Custody custody, IReadOnlyList<Draft> drafts) =>
        custody.Legs.Select(leg => S10.Find(leg.Number)?.Issuer).FirstOrDefault(issuer => issuer is not null)
        ?? drafts.Where(draft => draft.Read.Class is EventClass.Actual && JourneyOrder.RankOf(draft.Milestone) is >= 10 and < 30)
            .Select(draft => draft.Place?.Country).FirstOrDefault(country => country is not null);

    private static JourneyKind KindOf(Lane lane, IReadOnlyList<Draft> drafts) => lane.CrossesBorder switch
    {
        true => JourneyKind.CrossBorder,
        false => JourneyKind.Domestic,
        null => drafts.Any(draft => Border.Crosses(draft.Milestone))
            || drafts.Select(draft => draft.Place?.Country).Where(country => country is not null).Append(lane.Origin ?? lane.Destination)
                .Where(country => country is not null).Distinct().Count() > 1
            ? JourneyKind.CrossBorder : JourneyKind.Domestic,
    };
}
