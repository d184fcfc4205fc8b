using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>
/// What of all that is told under a parcel's numbers is about this parcel. Carriers use numbers again after years, and shops mistype them: another parcel's
/// history must neither move this one nor be shown to its buyer. Under a number that a person attached everything is admitted.
/// </summary>
public sealed class Admission
{
    /// <summary>Clocks and order times are no more exact than that; what is older is another parcel's.</summary>
    public static readonly Duration BeforeOrder = Duration.FromHours(72);

    /// <summary>A silence after the end of a journey that no parcel keeps: carriers leave at least half a year before they use a number again. [I]</summary>
    public static readonly Duration BetweenJourneys = Duration.FromDays(180);

    private Admission(IReadOnlyCollection<SourcedEvent> events, IReadOnlyCollection<Snapshot> snapshots, IReadOnlyList<Refusal> refused) =>
        (Events, Snapshots, Refused) = (events, snapshots, refused);

    public IReadOnlyCollection<SourcedEvent> Events { get; }
    public IReadOnlyCollection<Snapshot> Snapshots { get; }

    /// <summary>In the order of source, number and reason.</summary>
    public IReadOnlyList<Refusal> Refused { get; }

    /// <summary>True where all that the source tells under this number is another parcel's, a second number it announces among it.</summary>
    public static bool Refuses(IReadOnlyList<Refusal> refused, Snapshot snapshot) =>
        refused.Any(refusal => refusal.IsAll && refusal.Source == snapshot.Source && refusal.Number == snapshot.Number);

    public static Admission Of(Parcel parcel, IReadOnlyCollection<Leg> legs, IReadOnlyCollection<SourcedEvent> events, IReadOnlyCollection<Snapshot> snapshots)
    {
        var attached = legs.Where(leg => leg.AddedBy == Leg.ByPerson).Select(leg => leg.Number).ToHashSet();
        var admitted = new List<SourcedEvent>(events.Count);
        List<Refusal>? refused = null;
        foreach (var told in events.GroupBy(said => (said.Event.Said.Source, said.Event.Said.Number)))
        {
            if (attached.Contains(told.Key.Number))
            {
                admitted.AddRange(told);
                continue;
            }
            var snapshot = Telling.NewestOf(snapshots.Where(one => one.Source == told.Key.Source && one.Number == told.Key.Number));
            var (own, others) = Judge(parcel, [.. told], snapshot?.Destination, snapshot?.Origin);
            admitted.AddRange(own);
            foreach (var (reason, said) in others)
                (refused ??= []).Add(RefusalOf(told.Key.Source, told.Key.Number, reason, said, own.Count == 0, reason is RefusalReason.OtherDestination ? snapshot?.Destination : null));
        }
        if (refused is null)
            return new(events, snapshots, []);
        refused.Sort((a, b) => (a.Source, a.Number, a.Reason).CompareTo((b.Source, b.Number, b.Reason)));
        return new(admitted, [.. snapshots.Where(snapshot => !Refuses(refused, snapshot))], refused);
    }

    private static (List<SourcedEvent> Own, List<(RefusalReason, List<SourcedEvent>)> Others) Judge(Parcel parcel, List<SourcedEvent> told, string? destination, string? origin)
    {
        if (IsElsewhere(parcel, told, destination, origin))
            return ([], [(RefusalReason.OtherDestination, told)]);
        var dated = told.Where(said => said.Event.Read.Time is { Local.Year: >= 1900 and <= 2999 }).OrderBy(At).ThenBy(said => said.Key).ToList();
        var own = dated;
        var others = new List<(RefusalReason, List<SourcedEvent>)>();
        var journeys = Journeys(dated);
        if (journeys.Count > 1)
        {
            var reference = parcel.OrderedAt ?? parcel.RegisteredAt;
            var ours = journeys.FindIndex(journey => At(journey[^1]) >= reference - BeforeOrder) is >= 0 and var found ? found : journeys.Count - 1;
            own = journeys[ours];
            Refuse(RefusalReason.EarlierParcel, [.. journeys.Take(ours).SelectMany(journey => journey)]);
            Refuse(RefusalReason.LaterParcel, [.. journeys.Skip(ours + 1).SelectMany(journey => journey)]);
        }
        if (parcel.OrderedAt is { } ordered && own.Count > 0 && At(own[0]) < ordered - BeforeOrder)
        {
            Refuse(RefusalReason.BeforeOrder, [.. own.TakeWhile(said => At(said) < ordered - BeforeOrder)]);
            own = [.. own.SkipWhile(said => At(said) < ordered - BeforeOrder)];
        }
        if (others.Count == 0)
            return (told, others);
        // What tells no time goes with the rest.
        var undated = told.Except(dated).ToList();
        if (own.Count > 0)
            return ([.. own, .. undated], others);
        others[^1].Item2.AddRange(undated);
        return ([], others);

        void Refuse(RefusalReason reason, List<SourcedEvent> said)
        {
            if (said.Count > 0)
                others.Add((reason, said));
        }
    }

    /// <summary>The latest instant at which it can have happened: only what is certainly too old is refused.</summary>
    private static Instant At(SourcedEvent said) => said.Event.Read.Time!.Value.Possible().End;

    /// <summary>A history in parts: a new one begins with the first thing told half a year after an end.</summary>
    private static List<List<SourcedEvent>> Journeys(List<SourcedEvent> dated)
    {
        var journeys = new List<List<SourcedEvent>>();
        var ended = false;
        foreach (var said in dated)
        {
            if (journeys.Count == 0 || ended && At(said) - At(journeys[^1][^1]) >= BetweenJourneys)
            {
                journeys.Add([]);
                ended = false;
            }
            journeys[^1].Add(said);
            ended |= said.Event.Read is { Class: EventClass.Actual, Milestone: { } milestone } && milestone.IsTerminal();
        }
        return journeys;
    }

    /// <summary>Bound for another country, and never seen in the order's; one on its way back is bound for its origin.</summary>
    private static bool IsElsewhere(Parcel parcel, List<SourcedEvent> told, string? destination, string? origin) =>
        destination is not null && parcel.Destination is { } ordered && !Countries.ShareAPost(destination, ordered)
        && destination != parcel.Origin && destination != origin
        && !told.Exists(said => said.Event.Read.Place?.Country is { } country && Countries.ShareAPost(country, ordered));

    private static Refusal RefusalOf(CarrierId source, TrackingNumber number, RefusalReason reason, List<SourcedEvent> said, bool isAll, string? destination)
    {
        var dated = said.Where(one => one.Event.Read.Time is not null).OrderBy(one => one.Event.Read.Time!.Value.Possible().Start).ThenBy(one => one.Key).ToList();
        return new()
        {
            Source = source,
            Number = number,
            Reason = reason,
            Statements = said.DistinctBy(one => one.Key).Count(),
            First = dated.FirstOrDefault()?.Event.Read.Time,
            Last = dated.LastOrDefault()?.Event.Read.Time,
            Destination = destination,
            WireId = said.Min(one => one.WireId),
            IsAll = isAll,
        };
    }
}
