using NodaTime;
using Tracking.Carriers.Sandbox.Truth;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class TrueWorldTests
{
    [Fact]
    public void The_same_seed_makes_the_same_world_and_any_journey_without_those_before_it()
    {
        var world = TrueWorld.Varied(3, 2000);
        var journeys = world.Journeys().ToList();
        Assert.Equal(journeys.Select(Text), TrueWorld.Varied(3, 2000).Journeys().Select(Text));
        Assert.Equal(Text(journeys[1234]), Text(world.Journey(1234)));
        Assert.NotEqual(journeys.Select(Text), TrueWorld.Varied(4, 2000).Journeys().Select(Text));

        static string Text(TrueJourney journey) => $"{journey.Number} {journey.Key} {journey.Fate.LostIn} {string.Join(' ', journey.Steps.Select(step => $"{step.Phase} {step.At} {step.ToldAt} {step.Place}"))}";
    }

    [Fact]
    public void Labels_come_in_order_and_scans_follow_one_another_and_are_told_after_they_happened()
    {
        var label = TrueWorld.Varied(5, 1).Start;
        foreach (var journey in TrueWorld.Varied(5, 2000).Journeys())
        {
            Assert.True(journey.Steps[0].At >= label);
            label = journey.Steps[0].At;
            Assert.Equal(journey.Steps.Select(step => step.Phase).Order(), journey.Steps.Select(step => step.Phase));
            for (var i = 1; i < journey.Steps.Count; i++)
                Assert.True(journey.Steps[i].At > journey.Steps[i - 1].At);
            Assert.All(journey.Steps, step => Assert.True(step.ToldAt >= step.At));
            Assert.Equal(journey.Fate.IsLost, journey.Steps[^1].Phase is not Phase.Delivered);
        }
    }

    [Fact]
    public void What_detectors_are_given_ends_at_the_moment_of_asking_and_does_not_tell_a_lost_parcel_from_a_waiting_one()
    {
        var world = TrueWorld.Varied(5, 4000);
        var lost = world.Journeys().First(journey => journey.Fate.IsLost && journey.Steps.Count > 2);
        Assert.All(lost.Spells(lost.Steps[^1].At.PlusDays(60)).Where(spell => spell.Stretch.From == lost.Fate.LostIn), spell => Assert.Equal(SpellEnd.Waiting, spell.End));
        foreach (var journey in world.Journeys().Take(500))
        {
            var now = journey.Steps[0].At.PlusDays(4);
            Assert.All(journey.Spells(now), spell => Assert.True(spell.Began <= now && spell.Until <= now));
        }
    }

    [Fact]
    public void Losses_are_as_frequent_as_the_lanes_say_and_troubles_do_not_lose_anything()
    {
        var world = TrueWorld.Varied(7, 20_000);
        var journeys = world.Journeys().ToList();
        var expected = world.Lanes.Sum(lane => lane.Share * lane.Loss) / world.Lanes.Sum(lane => lane.Share);
        var lost = journeys.Count(journey => journey.Fate.IsLost) / 20_000.0;
        // Four standard errors.
        Assert.InRange(lost, expected - 4 * Math.Sqrt(expected / 20_000), expected + 4 * Math.Sqrt(expected / 20_000));
        Assert.Contains(journeys, journey => journey.Fate is { Held.Kind: TroubleKind.Strike, IsLost: false });
    }
}
