using Tracking.Bench.Trials;
using Tracking.Carriers.Sandbox.Truth;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;
using Xunit;

namespace Tracking.Tests.Lanes;

/// <summary>What <c>./bench world</c> shows over twenty seeds, on one and smaller.</summary>
public sealed class TrialTests
{
    /// <summary>That of the bench's parcels, in euros.</summary>
    private const decimal Value = 60;

    [Fact]
    public void Losses_are_found_sooner_than_by_the_best_fixed_number_of_days_at_as_many_false_alarms()
    {
        var result = LossTrial.Run(TrueWorld.EvenlyLost(1, 16_000), Value);
        Assert.InRange(result.Gain, 0.35, 0.7);
        Assert.InRange(result.Precision, 0.4, 0.8);
    }

    [Fact]
    public void A_lane_is_known_as_fast_or_slow_where_scans_come_only_in_the_morning_too()
    {
        var world = TrueWorld.EvenlyLost(2, 16_000);
        var learner = new LaneLearner();
        foreach (var spell in world.Journeys().SelectMany(journey => journey.Spells(world.End)).Where(spell => spell.Stretch is { From: Phase.AtDepot, To: Until.NextPhase }))
            learner.Learn(spell, world.End);
        var learned = learner.Build();
        foreach (var lane in world.Lanes.Where(lane => lane.Waits.Any(wait => wait.Phase is Phase.AtDepot)))
        {
            var kind = lane.Key.Origin == lane.Key.Destination ? JourneyKind.Domestic : JourneyKind.CrossBorder;
            // 99 of 100 of a log-normal wait, and a morning more.
            var rare = lane.Waits.Single(wait => wait.Phase is Phase.AtDepot).Days * Math.Exp(2.326 * lane.Spread);
            Assert.InRange(learned.Find(new(Phase.AtDepot, Until.NextPhase, kind), lane.Key)!.Quantile(0.99), 0.6 * rare, 1.5 * rare + 1);
        }
    }

    [Fact]
    public void Where_all_lanes_are_alike_nothing_is_gained_and_nothing_lost() =>
        Assert.InRange(LossTrial.Run(TrueWorld.Alike(1, 16_000), Value).Gain, -0.05, 0.05);

    [Fact]
    public void Asking_where_news_is_likely_halves_the_time_that_it_lies_unseen_at_no_more_calls()
    {
        var (ours, peers, _) = AskTrial.Run(TrueWorld.EvenlyLost(1, 8_000));
        Assert.InRange(ours.Calls / (double)peers.Calls, 0.95, 1);
        Assert.True(ours.MedianHours < peers.MedianHours / 2, $"{ours} against {peers}");
        Assert.True(ours.NewsPerCall >= peers.NewsPerCall);
    }
}
