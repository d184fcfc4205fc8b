using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Jobs;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Jobs;

public sealed class LearnedCadenceTests
{
    private static readonly LaneKey Lane = new("usps", "US", "US", "");
    private static readonly Stretch Depot = new(Phase.AtDepot, Until.NextPhase, JourneyKind.Domestic);
    private static readonly LocalDateTime Monday = new(2026, 3, 2, 0, 0);
    private static readonly Offset There = Offset.FromHours(-5);
    private static readonly LearnedLanes Learned = Learn();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Parcels that come to the depot at six in the morning and leave it two to four days later, between seven and nine; one in a hundred never does.</summary>
    private static LearnedLanes Learn()
    {
        var (learner, hours, random, now) = (new LaneLearner(), new RhythmLearner(), new Random(1), Monday.PlusDays(-1));
        for (var i = 0; i < 2000; i++)
        {
            var began = Monday.PlusDays(-150 + i % 100).PlusHours(6);
            var left = WorkClock.Of("US").DayAfter(began, 2 + 2 * random.NextDouble()).At(new LocalTime(7 + random.Next(2), random.Next(60)));
            learner.Learn(i % 100 == 0 ? new(Depot, Lane, began, began, now, SpellEnd.Waiting) : new(Depot, Lane, began, began, left, SpellEnd.Moved), now);
            hours.Heard("usps", "US", Phase.AtDepot, left.TimeOfDay);
        }
        var lanes = learner.Build();
        return new(lanes.Stretches) { Rhythms = hours.Build() };
    }

    private static Instant At(LocalDateTime there) => there.WithOffset(There).ToInstant();

    private static AnsweredLeg Leg(LocalDateTime began, WireKind kind = WireKind.Poll, Instant? inspect = null) =>
        new(6, "usps", kind, Stage.InTransit, At(began), At(began), At(began), 0, new(Depot, Lane, began, There), inspect);

    /// <summary>When a parcel that never moves is asked about over so many days.</summary>
    private static List<LocalDateTime> Asks(int days, double price, WireKind kind = WireKind.Poll)
    {
        var (asks, began) = (new List<LocalDateTime>(), Monday.PlusHours(6));
        for (var now = began; ;)
        {
            now += Period.FromSeconds((long)LearnedCadence.Next(Leg(began, kind), Learned, price, At(now))!.Value.TotalSeconds);
            if (now > began.PlusDays(days))
                return asks;
            asks.Add(now);
        }
    }

    [Fact]
    public void A_parcel_is_asked_about_after_the_hours_in_which_such_parcels_move_and_not_before_any_has()
    {
        var asks = Asks(5, 0.35);
        Assert.NotEmpty(asks);
        Assert.True(asks[0] > Monday.PlusDays(1), string.Join(' ', asks));
        // Usual is the third to the fifth day, from seven to nine.
        var usual = asks.Where(ask => ask >= Monday.PlusDays(2).PlusHours(6)).ToList();
        Assert.True(usual.Count(ask => ask.Hour is >= 7 and <= 10) > usual.Count / 2.0, string.Join(' ', asks));
    }

    [Fact]
    public void The_dearer_an_ask_the_fewer_are_made_and_a_carrier_that_pushes_is_asked_more_rarely()
    {
        var counts = new[] { 0.05, 0.35, 3, 20 }.Select(price => Asks(14, price).Count).ToList();
        Assert.Equal(counts.OrderDescending(), counts);
        Assert.True(counts[0] > counts[^1] * 1.5, string.Join(' ', counts));
        Assert.True(Asks(14, 0.35, WireKind.Push).Count < Asks(14, 0.35).Count);
    }

    [Fact]
    public void Before_silence_changes_a_finding_the_carrier_is_asked_once_more()
    {
        var (began, now) = (Monday.PlusHours(6), At(Monday.PlusHours(10)));
        var inspect = now + Duration.FromHours(5);
        Assert.True(LearnedCadence.Next(Leg(began), Learned, 0.35, now) > Duration.FromHours(6));
        Assert.Equal(Duration.FromHours(5) - Duration.FromMinutes(20), LearnedCadence.Next(Leg(began, inspect: inspect), Learned, 0.35, now));
    }

    [Fact]
    public void What_was_not_learned_another_carriers_parcel_and_a_month_of_silence_are_left_to_the_fixed_cadence()
    {
        var leg = Leg(Monday);
        var now = At(Monday.PlusDays(1));
        Assert.NotNull(LearnedCadence.Next(leg, Learned, 0.35, now));
        Assert.Null(LearnedCadence.Next(leg, LearnedLanes.Empty, 0.35, now));
        Assert.Null(LearnedCadence.Next(leg with { Carrier = "fedex" }, Learned, 0.35, now));
        Assert.Null(LearnedCadence.Next(leg with { Silence = null }, Learned, 0.35, now));
        Assert.Null(LearnedCadence.Next(leg, Learned, 0.35, At(Monday.PlusDays(31))));
    }

    [Fact]
    public async Task A_carriers_asks_get_dearer_until_they_fit_into_four_fifths_of_its_day_and_cheap_again_when_they_are_few()
    {
        await using var poll = await Poll.StartAsync(Cancel);
        await poll.DueAsync(120, Cancel);
        // A hundred and twenty numbers, each every six hours, three a request: 160 requests a day.
        await Run("update tracking.leg set added_at = now(), next_ask_at = now() + interval '6 hours'");
        var budgets = new BudgetStore(poll.Database.DataSource);
        async Task<double> Price(int daily)
        {
            await Run("update tracking.budget set priced_at = '-infinity'");
            await budgets.PriceAsync(new Dictionary<CarrierId, (int, int)> { [Poll.Id] = (daily, 3) }, Cancel);
            return (await budgets.PricesAsync(Cancel)).GetValueOrDefault(Poll.Id.Value, 1);
        }

        Assert.Equal(1, await Price(200), 6);
        Assert.Equal(2, await Price(100), 6);
        Assert.Equal(4, await Price(100), 6);
        // Within the hour it stays.
        await budgets.PriceAsync(new Dictionary<CarrierId, (int, int)> { [Poll.Id] = (100, 3) }, Cancel);
        Assert.Equal(4, (await budgets.PricesAsync(Cancel))[Poll.Id.Value], 6);
        await Run("update tracking.leg set next_ask_at = now() + interval '48 hours'");
        Assert.Equal(1, await Price(100), 6);

        async Task Run(string sql)
        {
            await using var command = poll.Database.DataSource.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }
}
