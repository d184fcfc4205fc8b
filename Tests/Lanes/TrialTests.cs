using Tracking.Bench.Trials;
using Tracking.Carriers.Sandbox.Truth;
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
