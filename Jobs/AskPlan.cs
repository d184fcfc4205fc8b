using Microsoft.Extensions.Options;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Plans when legs are asked about again, after their numbers were heard of: where news is likely, as far as that was learned.</summary>
public sealed class AskPlan(LegStore legs, LaneStore lanes, BudgetStore budgets, IOptions<PollingSettings> settings, TimeProvider clock)
{
    public async Task HeardAsync(IReadOnlyCollection<AnsweredLeg> answered, CancellationToken cancel)
    {
        if (answered.Count == 0)
            return;
        var hinted = answered.Where(leg => leg is { Kind: WireKind.Push, Trust: Trust.Hint }).Select(leg => leg.LegId).ToHashSet();
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var (learned, prices) = settings.Value.Cadence is AskCadence.Learned ? (await lanes.CurrentAsync(cancel), await budgets.PricesAsync(cancel)) : (LearnedLanes.Empty, []);
        var waits = answered.Where(leg => !hinted.Contains(leg.LegId)).DistinctBy(leg => leg.LegId).ToDictionary(leg => leg.LegId, leg => Wait(leg, learned, prices, now));
        if (waits.Count > 0)
            await legs.PlanAsync(waits, cancel);
        if (hinted.Count > 0)
            await legs.ConfirmAsync(hinted, cancel);
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
}
