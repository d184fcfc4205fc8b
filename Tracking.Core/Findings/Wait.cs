using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings;

/// <summary>A wait that a rule judges: since when, and what is usual for it, as learned or by default.</summary>
public sealed class Wait
{
    /// <summary>Before so many parcels have been watched, a curve is its prior and the defaults are better.</summary>
    private const double Enough = 30;
    private readonly LocalDateTime _began;
    private readonly WorkClock _clock;
    private readonly LaneCurve? _curve;
    private readonly bool _knowsLoss;
    private readonly Parcel _parcel;
    private readonly LaneNorms _norms;
    private readonly Duration? _usual;
    private readonly Duration? _lost;

    /// <param name="since">When it began, and the same on the wall clock there.</param>
    /// <param name="began">The same on the wall clock of the place.</param>
    /// <param name="usual">The built-in threshold; null where it does not exist on this kind of journey.</param>
    /// <param name="lost">The built-in threshold of loss; null where silence here is no loss.</param>
    public Wait(LaneNorms norms, Parcel parcel, Stretch stretch, LaneKey lane, Instant since, LocalDateTime began, Duration? usual, Duration? lost)
    {
        (_norms, _parcel, Since, _began, _usual, _lost) = (norms, parcel, since, began, usual, lost);
        _clock = WorkClock.Of(lane.Country);
        if (norms.Learned.Stretches.GetValueOrDefault(stretch) is not { Parcels: >= Enough } learned)
            return;
        _curve = learned.CurveOf(lane);
        _knowsLoss = learned.Parcels >= LearnedStretch.EnoughParcels;
        Usual = Usual.Of(stretch, lane, _curve);
    }

    public Instant Since { get; }
    public Usual? Usual { get; }

    /// <summary>False where neither was anything learned nor is there a default.</summary>
    public bool IsKnown => _curve is not null || _usual is not null;

    /// <summary>By when it usually ends: 95 of 100 do, or the default says so.</summary>
    public Instant By => _curve is { } curve ? After(curve.Quantile(0.95)) : Since + _usual!.Value;

    /// <summary>A watch at 95 of 100; an exception when a look pays by the chance of loss and the value, or at 99 of 100 where either is unknown; lost when that is likelier than not by far. By default: an exception, and lost.</summary>
    public IReadOnlyList<GapStep> Steps(bool watchOnly = false)
    {
        if (_curve is not { } curve)
        {
            return watchOnly ? [new(Severity.Watch, By)]
                : _lost is { } most ? [new(Severity.Exception, By), new(Severity.Critical, Since + most)] : [new(Severity.Exception, By)];
        }
        if (watchOnly)
            return [new(Severity.Watch, By)];
        var p95 = curve.Quantile(0.95);
        var look = Worth is { } worth ? curve.LookAfter(worth) : curve.Quantile(0.99);
        var steps = new List<GapStep> { new(Severity.Watch, After(p95)) };
        if (look < LaneCurve.Horizon)
            steps.Add(new(Severity.Exception, After(look), Weighed: true));
        if (_lost is not null)
            steps.Add(new(Severity.Critical, After(Math.Max(p95, curve.SilenceFor(_norms.LostFrom)))));
        return steps;
    }

    /// <summary>How it stands now.</summary>
    public Explanation Explain(Instant now)
    {
        if (_curve is not { } curve)
            return new() { By = By, DefaultDays = (int)_usual!.Value.TotalDays };
        var waited = WaitedBy(now);
        var chance = curve.ChanceLost(waited);
        return new()
        {
            By = By,
            Usual = Usual,
            Waited = Math.Round(waited, 1),
            Percentile = Math.Round(1 - curve.Survival(waited), 3),
            ChanceLost = _knowsLoss ? Math.Round(chance, 3) : null,
            HalfWithin = waited < LaneCurve.Horizon ? Math.Round(Math.Max(0, curve.QuantileAfter(waited, 0.5) - waited), 1) : null,
            Stake = Worth is { } worth && _parcel is { Value: { } value, Currency: { } currency }
                ? new(value, Math.Round(value * (decimal)chance, 2), _norms.LookCost[currency], currency, waited >= curve.LookAfter(worth)) : null,
        };
    }

    public double WaitedBy(Instant now) => _clock.Between(_began, _began.PlusTicks((now - Since).BclCompatibleTicks));

    /// <summary>The moment at which so many working days have passed.</summary>
    public Instant After(double days) => Since + _clock.MomentAfter(_began, days).Since(_began);

    /// <summary>What the parcel is worth beside the expected loss from which on a look pays; null where that or the loss rate is not known.</summary>
    private double? Worth => _knowsLoss && _parcel is { Value: { } value, Currency: { } currency } && _norms.LookCost.TryGetValue(currency, out var cost) ? (double)(value / cost) : null;
}
