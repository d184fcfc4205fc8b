using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>The legs of a parcel in the order in which they carry it, and who gave it to whom.</summary>
internal sealed class Custody
{
    private readonly Dictionary<(TrackingNumber, CarrierId), int> _places = [];
    private readonly Dictionary<CarrierId, int> _byCarrier = [];
    private readonly ILookup<TrackingNumber, int> _byNumber;

    public Custody(IReadOnlyCollection<Leg> legs)
    {
        Legs = [.. legs.OrderBy(leg => OrderOf(leg.Role)).ThenBy(leg => leg.AddedAt).ThenBy(leg => leg.Carrier).ThenBy(leg => leg.Number)];
        for (var i = 0; i < Legs.Count; i++)
        {
            _places.TryAdd((Legs[i].Number, Legs[i].Carrier), i);
            _byCarrier.TryAdd(Legs[i].Carrier, i);
        }
        _byNumber = Enumerable.Range(0, Legs.Count).ToLookup(i => Legs[i].Number);
    }

    /// <summary>First carrier first.</summary>
    public IReadOnlyList<Leg> Legs { get; }

    /// <summary>The place in <see cref="Legs"/> of the leg a statement speaks of; -1 where it speaks of none of them.</summary>
    public int IndexOf(Statement said)
    {
        if (said.Carrier is null && _places.TryGetValue((said.Number, said.Source), out var own))
            return own;
        if (said.Carrier is not null)
        {
            var carrier = IdOf(said.Carrier);
            if (_places.TryGetValue((said.Number, carrier), out var retold) || _byCarrier.TryGetValue(carrier, out retold))
                return retold;
        }
        foreach (var place in _byNumber[said.Number])
            return place;
        return -1;
    }

    /// <summary>The carrier whose scan a statement is.</summary>
    public CarrierId CarrierOf(Statement said) =>
        IndexOf(said) is >= 0 and var place ? Legs[place].Carrier : said.Carrier is { Length: > 0 } name ? IdOf(name) : said.Source;

    public LegRole RoleOf(Statement said) => IndexOf(said) is >= 0 and var place ? Legs[place].Role : LegRole.WholeWay;

    /// <summary>
    /// True where a carrier's <em>delivered</em> means that it gave the parcel to the next one: a first carrier "signs" when the
    /// next has taken over, sometimes after that one has delivered (seen at Kuaidi100).
    /// </summary>
    public bool IsHandover(Statement said, Place? place, Lane lane)
    {
        var leg = IndexOf(said);
        if (leg < 0 || leg == Legs.Count - 1 || said.Source == Override.Person)
            return false;
        var own = Legs[leg];
        var later = Legs.Skip(leg + 1).Where(next => next.Number != own.Number).ToList();
        if (later.Any(next => said.Wording?.Contains(next.Number.Value, StringComparison.OrdinalIgnoreCase) is true))
            return true;
        if (later.Count == 0)
            return false;
        if (place?.Country is { } country && lane.CrossesBorder is true)
            return country != lane.Destination;
        return own.Role is LegRole.FirstMile or LegRole.LineHaul;
    }

    /// <summary>Each passing from one leg to the next that a scan proves.</summary>
    public IReadOnlyList<Handover> Handovers(IReadOnlyList<TimelineLine> lines, Func<TimelineLine, int> legOf)
    {
        var handovers = new List<Handover>();
        for (var i = 0; i + 1 < Legs.Count; i++)
        {
            var taken = lines.FirstOrDefault(line => line.Moves && legOf(line) == i + 1 && IsPhysical(line));
            var given = lines.LastOrDefault(line => line.Moves && legOf(line) == i && line.Milestone is Milestone.HandedOver);
            if (given is null && taken is not null)
                given = lines.TakeWhile(line => line != taken).LastOrDefault(line => line.Moves && legOf(line) == i && IsPhysical(line));
            if (given is null && taken is null)
                continue;
            handovers.Add(new()
            {
                From = Legs[i].Carrier,
                To = Legs[i + 1].Carrier,
                GivenLine = given?.Key,
                GivenAt = given?.Time,
                TakenLine = taken?.Key,
                TakenAt = taken?.Time,
            });
        }
        return handovers;
    }

    /// <summary>The custody ledger: who last provably held the parcel, one holding after another, proven by scans alone.</summary>
    public IReadOnlyList<Holding> Ledger(IReadOnlyList<TimelineLine> lines, Func<TimelineLine, int> legOf)
    {
        var ledger = new List<Holding>();
        var held = new List<TimelineLine>();
        foreach (var line in lines)
        {
            if (!line.Moves || !IsPhysical(line))
                continue;
            if (held.Count > 0 && held[^1].Carrier != line.Carrier)
            {
                ledger.Add(Of(held, held[^1].Milestone is Milestone.HandedOver ? HoldingEnd.HandedOver : HoldingEnd.TakenUnseen, line.Carrier));
                held.Clear();
            }
            held.Add(line);
        }
        if (held.Count > 0)
            ledger.Add(Of(held, EndOf(held[^1].Milestone), legOf(held[^1]) + 1 is > 0 and var next && next < Legs.Count && held[^1].Milestone is Milestone.HandedOver ? Legs[next].Carrier : null));
        return ledger;
    }

    private static Holding Of(List<TimelineLine> held, HoldingEnd end, CarrierId? next) => new()
    {
        Holder = held[0].Carrier,
        Role = held[0].Role,
        Scans = [.. held.Select(line => line.Key)],
        From = held[0].Time,
        LastProven = held[^1].Time,
        End = end,
        Next = next,
    };

    private static HoldingEnd EndOf(Milestone? milestone) => milestone switch
    {
        Milestone.HandedOver => HoldingEnd.NotTakenByCarrier,
        Milestone.DepartedOutwardOffice or Milestone.FlightDeparted or Milestone.DepartedTransitOffice => HoldingEnd.NotArrivedAbroad,
        Milestone.DepartedInwardOffice or Milestone.DepartedSorting => HoldingEnd.NotArrivedAtOffice,
        Milestone.Delivered => HoldingEnd.Delivered,
        Milestone.Returned => HoldingEnd.Returned,
        Milestone.Destroyed => HoldingEnd.Destroyed,
        _ => HoldingEnd.Held,
    };

    private static bool IsPhysical(TimelineLine line) => line.Milestone?.IsScan() is true;

    private static int OrderOf(LegRole role) => role switch { LegRole.FirstMile => 0, LegRole.WholeWay => 1, LegRole.LineHaul => 2, _ => 3 };

    private static CarrierId IdOf(string name) => new(string.Join('-', name.ToLowerInvariant().Split([' ', '_', '.', '-'], StringSplitOptions.RemoveEmptyEntries)));
}
