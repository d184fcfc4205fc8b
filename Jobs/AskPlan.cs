using Microsoft.Extensions.Options;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Plans when legs are asked about again, after their numbers were heard of.</summary>
public sealed class AskPlan(LegStore legs, IOptions<PollingSettings> settings, TimeProvider clock)
{
    public async Task HeardAsync(IReadOnlyCollection<AnsweredLeg> answered, CancellationToken cancel)
    {
        var hinted = answered.Where(leg => leg is { Kind: WireKind.Push, Trust: Trust.Hint }).Select(leg => leg.LegId).ToHashSet();
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var waits = answered.Where(leg => !hinted.Contains(leg.LegId)).DistinctBy(leg => leg.LegId).ToDictionary(leg => leg.LegId, leg => Wait(leg, now));
        if (waits.Count > 0)
            await legs.PlanAsync(waits, cancel);
        if (hinted.Count > 0)
            await legs.ConfirmAsync(hinted, cancel);
    }

    private Duration? Wait(AnsweredLeg leg, Instant now)
    {
        // Spread, so that what was registered together is not asked together for ever.
        var spread = 0.9 + leg.LegId % 21 / 100.0;
        return Cadence.Next(leg.Stage, leg.LastScanAt, leg.LastNewsAt, now, leg.Kind is WireKind.Push) is { } wait ? wait * (spread * settings.Value.Pace) : null;
    }
}
