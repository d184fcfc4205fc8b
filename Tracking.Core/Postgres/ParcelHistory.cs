using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>All that is stored of one parcel and decides its timeline.</summary>
internal sealed class ParcelHistory(Parcel parcel)
{
    public Parcel Parcel { get; } = parcel;
    public List<LegState> Legs { get; } = [];

    /// <summary>Every statement that is stored.</summary>
    public Dictionary<EventKey, Heard> Heard { get; } = [];

    /// <summary>What counts of them, once <see cref="Correct"/> has taken in what people say.</summary>
    public List<SourcedEvent> Events { get; } = [];
    public List<Snapshot> Snapshots { get; } = [];
    public List<FullAnswer> Answers { get; } = [];

    /// <summary>Numbers that people took off.</summary>
    public List<(TrackingNumber Number, CarrierId? Carrier)> Detached { get; } = [];

    /// <summary>People's corrections in force.</summary>
    public List<Override> Overrides { get; } = [];

    /// <summary>Takes in how a source answered about a leg; the leg, or null where it was taken off meanwhile.</summary>
    public LegState? Answered(long leg, Instant at, ToldNumber told)
    {
        var index = Legs.FindIndex(state => state.Id == leg);
        if (index < 0)
            return null;
        var before = Legs[index];
        return Legs[index] = before with
        {
            LastAnsweredAt = before.LastAnsweredAt is { } last && last > at ? last : at,
            NotFoundSince = told.Outcome == ToldNumber.NotFound ? before.NotFoundSince ?? at : null,
            Refusal = told.Outcome == ToldNumber.Refused ? told.Why : null,
        };
    }

    /// <summary>Takes what people say in, and leaves out what was told of numbers that are not the parcel's and by carriers whose they are not.</summary>
    public void Correct()
    {
        Events.AddRange(Heard.Values.Where(one => !one.IsSuperseded).Select(one => one.Said));
        if (Detached.Count > 0 || Overrides.Count > 0)
        {
            Events.RemoveAll(said => IsOff(said.Event.Said.Source, said.Event.Said.Number, said.Event.Said.Carrier is null));
            Snapshots.RemoveAll(told => IsOff(told.Source, told.Number, true));
        }
        Events.AddRange(Overrides.Select(one => one.ToEvent()).OfType<SourcedEvent>());
    }

    /// <param name="source">Who told it.</param>
    /// <param name="number">Of which number; a carrier may tell of one by a name that no leg has.</param>
    /// <param name="own">True where the source speaks for itself, false where it retells another.</param>
    private bool IsOff(CarrierId source, TrackingNumber number, bool own)
    {
        var legs = Legs.Where(state => state.Leg.Number == number).ToList();
        if (legs.Count > 0)
            return own && legs.All(state => state.Leg.Carrier != source) && Overrides.Any(one => one.Kind is OverrideKind.CarrierSet && one.Number == number && one.CarrierBefore == source);
        return Detached.Any(gone => gone.Number == number || own && gone.Carrier == source && Legs.All(state => state.Leg.Carrier != source));
    }
}
