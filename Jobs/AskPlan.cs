using Microsoft.Extensions.Options;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>How long legs wait for their next ask, after their numbers were heard of: until news is likely, as far as that was learned.</summary>
public sealed class AskPlan(LaneStore lanes, BudgetStore budgets, IOptions<PollingSettings> settings, TimeProvider clock)
{
    /// <summary>Prices are set once an hour.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private volatile Looked? _looked;

    /// <summary>The waits by what is known now; null for a leg that is not asked any more.</summary>
    public async Task<Func<AnsweredLeg, Duration?>> CurrentAsync(CancellationToken cancel)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        if (settings.Value.Cadence is not AskCadence.Learned)
            return leg => Wait(leg, LearnedLanes.Empty, Looked.Nothing.Prices, now);
        var learned = await lanes.CurrentAsync(cancel);
        var known = _looked is { } looked && clock.GetElapsedTime(looked.At) < Fresh ? looked : _looked = new(await budgets.PricesAsync(cancel), clock.GetTimestamp());
        return leg => Wait(leg, learned, known.Prices, now);
    }

    private Duration? Wait(AnsweredLeg leg, LearnedLanes learned, IReadOnlyDictionary<string, double> prices, Instant now)
    {
        // Whose number it is shows when somebody knows it: the next candidate is asked at once.
        if (leg is { Carrier: null, RoundLeft: > 0 })
            return Duration.Zero;
        // Spread, so that what was registered together is not asked together for ever.
        var spread = 0.9 + leg.LegId % 21 / 100.0;
        var wait = LearnedCadence.Next(leg, learned, settings.Value.Price * prices.GetValueOrDefault(leg.Carrier ?? "", 1), now)
            ?? Cadence.Next(leg.Stage, leg.LastScanAt, leg.LastNewsAt, leg.AddedAt, now, leg.Kind is WireKind.Push) * spread;
        return wait * settings.Value.Pace;
    }

    private sealed record Looked(IReadOnlyDictionary<string, double> Prices, long At)
    {
        public static readonly Looked Nothing = new(new Dictionary<string, double>(), 0);
    }
}
