using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>Plans the scans of one journey: what its story makes of the ordinary way, and when each thing happens.</summary>
public sealed class Itinerary
{
    private readonly Random _random;
    private readonly Story _story;
    private readonly Way _way;
    private readonly Town _origin;
    private readonly Town _destination;
    private readonly List<(Happening What, Town Where)> _steps = [];

    public Itinerary(Random random, Story story, Way way, Town origin, Town destination)
    {
        (_random, _story, _way, _origin, _destination) = (random, story, way, origin, destination);
        AddOrdinarySteps();
        ApplyStory();
    }

    /// <summary>
    /// The scans, oldest first. Exactly those up to the story's present lie at or before <paramref name="start"/>; where it <see cref="MovesSoon"/>, the others follow
    /// within minutes from <paramref name="firstMove"/> on, else at the carrier's ordinary pace.
    /// </summary>
    public IReadOnlyList<Scan> Scans(Instant start, Duration firstMove)
    {
        var present = PresentStep();
        var silence = Duration.FromMinutes(SilentHours() * 60);
        var gaps = _steps.Select((step, i) => i == 0 ? Duration.Zero : Gap(step.What)).ToList();
        var at = new List<Instant>();
        var clock = start - silence - gaps.Take(present + 1).Aggregate(Duration.Zero, (sum, gap) => sum + gap);
        for (var i = 0; i < _steps.Count; i++)
            at.Add(clock = InHours(_steps[i].What, _steps[i].Where, clock + gaps[i]));

        // Whole days keep the local hours: back until the present is past, forth until the rest is not.
        var back = Days(at[present] - (start - silence));
        var forth = present + 1 < at.Count ? Days(start - (at[present + 1] - back) + Duration.FromSeconds(1)) : Duration.Zero;
        var move = start + firstMove;
        var scans = new List<Scan>();
        for (var i = 0; i < _steps.Count; i++)
        {
            var moment = i <= present ? at[i] - back : at[i] - back + forth;
            if (i > present && MovesSoon)
            {
                moment = move;
                move += Duration.FromSeconds(_story is Story.ToldByTwoSources ? _random.Next(60, 240) : _random.Next(20, 61));
            }
            scans.Add(new Scan(_steps[i].What, _steps[i].Where, moment));
        }
        return scans;
    }

    /// <summary>True for the stories that are there to be watched.</summary>
    public bool MovesSoon => _story is Story.MovingNow or Story.HandsOverNow or Story.PushedTwice or Story.OutOfOrder or Story.ToldByTwoSources;

    private void AddOrdinarySteps()
    {
        var route = _way.Route;
        _steps.AddRange([(Happening.LabelMade, _origin), (Happening.PickedUp, _origin), (Happening.ArrivedAtOrigin, route.OriginHub), (Happening.LeftOrigin, route.OriginHub)]);
        if (route is { Gate: { } gate, Port: { } port })
        {
            _steps.AddRange([
                (Happening.ExportCleared, gate), (Happening.FlightLeft, gate), (Happening.FlightArrived, port), (Happening.CustomsBegan, port),
                (Happening.CustomsReleased, port),
            ]);
            if (_way.LastMile is not null)
                _steps.AddRange([(Happening.HandedOn, port), (Happening.TakenOver, route.Hub)]);
        }
        _steps.AddRange([
            (Happening.ArrivedAtHub, route.Hub), (Happening.LeftHub, route.Hub), (Happening.ArrivedForDelivery, _destination), (Happening.OutForDelivery, _destination),
            (Happening.Delivered, _destination),
        ]);
    }

    private void ApplyStory()
    {
        switch (_story)
        {
            case Story.SilentAfterArrival:
                CutAfter(_way.Route.CrossesBorder && _random.Next(2) == 0 ? Happening.CustomsReleased : Happening.FlightArrived);
                break;
            case Story.HeldInCustoms:
                CutAfter(Happening.CustomsBegan);
                _steps.Add((Happening.HeldByCustoms, _way.Route.Port!));
                break;
            case Story.CustomsNeedsDuty:
                CutAfter(Happening.CustomsBegan);
                _steps.Add((Happening.DutyAsked, _way.Route.Port!));
                break;
            case Story.MissedFlight:
                _steps.Insert(Find(Happening.FlightLeft), (Happening.MissedFlight, _way.Route.Gate!));
                break;
            case Story.FailedDelivery:
                _steps.InsertRange(Find(Happening.OutForDelivery) + 1, [(Happening.DeliveryFailed, _destination), (Happening.OutForDelivery, _destination)]);
                break;
            case Story.UnclaimedAtPickup:
                CutAfter(Happening.OutForDelivery);
                _steps.AddRange([(Happening.DeliveryFailed, _destination), (Happening.WaitingAtPickup, _destination)]);
                break;
            case Story.Returned:
                CutAfter(Happening.OutForDelivery);
                _steps.AddRange([(Happening.DeliveryFailed, _destination), (Happening.GoingBack, _destination)]);
                break;
            case Story.NeverHandedOver:
                CutAfter(Happening.LabelMade);
                break;
            case Story.CarrierCorrects:
                CutAfter(Happening.OutForDelivery);
                break;
        }
    }

    /// <summary>The last step that lies in the past at the start.</summary>
    private int PresentStep() => _story switch
    {
        Story.MissedFlight => Find(Happening.MissedFlight),
        Story.FailedDelivery => Find(Happening.DeliveryFailed),
        Story.HandsOverNow => Find(Happening.CustomsReleased),
        Story.HandedToLastMile => _random.Next(Find(Happening.TakenOver), _steps.Count),
        Story.PushedTwice or Story.OutOfOrder or Story.ToldByTwoSources => _random.Next(Find(Happening.LeftOrigin), Find(Happening.ArrivedAtHub)),
        Story.MovingNow => _random.Next(1, Find(Happening.ArrivedAtHub)),
        Story.Ordinary or Story.Slow => _random.Next(1, _steps.Count - 1),
        _ => _steps.Count - 1,
    };

    /// <summary>How long the present step is past at the start.</summary>
    private double SilentHours() => _story switch
    {
        Story.SilentAfterArrival => Between(11 * 24, 19 * 24),
        Story.HeldInCustoms => Between(6 * 24, 12 * 24),
        Story.CustomsNeedsDuty => Between(30, 6 * 24),
        Story.NeverHandedOver => _way.Route.CrossesBorder ? Between(8 * 24, 14 * 24) : Between(4 * 24, 9 * 24),
        Story.UnclaimedAtPickup => Between(6 * 24, 10 * 24),
        Story.Returned => Between(24, 6 * 24),
        Story.Delivered => Between(4, 20 * 24),
        Story.FailedDelivery or Story.CarrierCorrects => Between(3, 8),
        Story.Slow => Between(48, 100),
        _ => Between(1, 20),
    };

    private Duration Gap(Happening what)
    {
        var hours = what switch
        {
            Happening.PickedUp => Between(6, 40),
            Happening.ArrivedAtOrigin => Between(2, 8),
            Happening.LeftOrigin => Between(3, 12),
            Happening.ExportCleared => Between(4, 18),
            Happening.MissedFlight => Between(4, 10),
            Happening.FlightLeft => Between(5, 24),
            Happening.FlightArrived => Between(_way.Route.Flight, _way.Route.Flight + 3),
            Happening.CustomsBegan => Between(1, 6),
            Happening.CustomsReleased => Between(5, 30),
            Happening.HeldByCustoms or Happening.DutyAsked => Between(3, 20),
            Happening.HandedOn => Between(2, 8),
            Happening.TakenOver => Between(6, 30),
            Happening.ArrivedAtHub => Between(2, 24),
            Happening.LeftHub => Between(3, 10),
            Happening.ArrivedForDelivery => Between(8, 26),
            Happening.OutForDelivery => Between(1, 10),
            Happening.WaitingAtPickup => Between(2, 5),
            Happening.GoingBack => Between(24, 72),
            _ => Between(2, 7),
        };
        var pace = what is Happening.FlightArrived or Happening.OutForDelivery or Happening.Delivered or Happening.DeliveryFailed ? 1 : _way.Pace;
        return Duration.FromSeconds((long)(hours * 3600 * pace * (_story is Story.Slow ? 2 : 1)));
    }

    private double Between(double least, double most) => least + _random.NextDouble() * (most - least);

    /// <summary>The first moment from <paramref name="at"/> on at which people of the town do such a thing.</summary>
    private static Instant InHours(Happening what, Town where, Instant at)
    {
        var (opens, closes) = what switch
        {
            Happening.OutForDelivery => (7, 10),
            Happening.PickedUp or Happening.Delivered or Happening.DeliveryFailed or Happening.WaitingAtPickup => (9, 19),
            Happening.CustomsBegan or Happening.CustomsReleased or Happening.HeldByCustoms or Happening.DutyAsked => (8, 20),
            _ => (0, 24),
        };
        var local = where.At(at).LocalDateTime;
        if (local.Hour >= opens && local.Hour < closes)
            return at;
        var day = local.Hour < opens ? local.Date : local.Date.PlusDays(1);
        var open = day.At(new LocalTime(opens, local.Minute, local.Second));
        return open.InZoneLeniently(DateTimeZoneProviders.Tzdb[where.Zone]).ToInstant();
    }

    private static Duration Days(Duration span) => span <= Duration.Zero ? Duration.Zero : Duration.FromDays(Math.Ceiling(span.TotalDays));

    private int Find(Happening what) => _steps.FindIndex(step => step.What == what);

    private void CutAfter(Happening what) => _steps.RemoveRange(Find(what) + 1, _steps.Count - Find(what) - 1);
}
