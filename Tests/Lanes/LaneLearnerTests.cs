using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;
using Xunit;

namespace Tracking.Tests.Lanes;

public sealed class LaneLearnerTests
{
    private static readonly Stretch Door = new(Phase.Accepted, Until.Delivery, JourneyKind.Domestic);
    private static readonly LaneKey Lane = new("usps", "US", "US", "");
    private static readonly LocalDateTime Start = new(2025, 1, 1, 0, 0);

    /// <summary>Waits handed over evenly over so many days, log-normal around a median of seven calendar days; every hundredth never ends.</summary>
    private static List<(LocalDateTime From, LocalDateTime? To)> Waits(int count, int days, double median = 7, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var from = Start.PlusMinutes((long)(days * 1440.0 * i / count));
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var to = from.PlusMinutes((long)(median * 1440 * Math.Exp(0.4 * normal)));
            return (from, i % 100 == 50 ? (LocalDateTime?)null : to);
        })];
    }

    private static Spell SpellOf((LocalDateTime From, LocalDateTime? To) wait, LocalDateTime now, LaneKey? lane = null) =>
        new(Door, lane ?? Lane, wait.From, wait.From, wait.To <= now ? wait.To.Value : now, wait.To <= now ? SpellEnd.Moved : SpellEnd.Waiting);

    private static double Working((LocalDateTime From, LocalDateTime? To) wait) => WorkClock.Of("US").Between(wait.From, wait.To!.Value);

    private static double TrueQuantile(IEnumerable<(LocalDateTime, LocalDateTime?)> waits, double chance)
    {
        var sorted = waits.Where(wait => wait.Item2 is not null).Select(Working).Order().ToList();
        return sorted[(int)(chance * sorted.Count)];
    }

    private static LaneCurve Learn(IEnumerable<Spell> spells, LocalDateTime now)
    {
        var learner = new LaneLearner();
        foreach (var spell in spells)
            learner.Learn(spell, now);
        return learner.Build().Find(Door, Lane)!;
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Known_quantiles_are_recovered(double chance)
    {
        var (waits, now) = (Waits(4000, 60), Start.PlusDays(170));
        var truth = TrueQuantile(waits, chance);
        Assert.InRange(Learn(waits.Select(wait => SpellOf(wait, now)), now).Quantile(chance) / truth, 0.92, 1.08);
    }

    [Fact]
    public void Parcels_still_waiting_count_and_without_them_everything_would_look_fast()
    {
        // Twelve days after the first hand-over, half of the parcels are still under way, and those that arrived are the fast ones.
        var (waits, now) = (Waits(4000, 10), Start.PlusDays(12));
        var truth = TrueQuantile(waits, 0.5);
        var all = waits.Select(wait => SpellOf(wait, now)).ToList();
        Assert.InRange(all.Count(spell => spell.End is SpellEnd.Waiting) / 4000.0, 0.3, 0.7);
        Assert.InRange(Learn(all, now).Quantile(0.5) / truth, 0.92, 1.08);
        Assert.InRange(Learn(all.Where(spell => spell.End is SpellEnd.Moved), now).Quantile(0.5) / truth, 0.3, 0.87);
    }

    [Fact]
    public void A_parcel_counts_from_its_registration_on_and_not_before()
    {
        // Registered five days after its hand-over, and only if it is still under way: the fast ones are never seen.
        var (waits, now) = (Waits(6000, 60), Start.PlusDays(170));
        var truth = TrueQuantile(waits, 0.9);
        var late = waits.Where(wait => wait.To is null || wait.To > wait.From.PlusDays(5)).Select(wait => SpellOf(wait, now)).ToList();
        var before = WorkClock.Of("US").Between(Start, Start.PlusDays(5));
        var learned = Learn(late.Select(spell => spell with { Since = spell.Began.PlusDays(5) }), now);
        var naive = Learn(late, now);
        var stillOut = waits.Count(wait => wait.To is not null && Working(wait) > 8) / (double)waits.Count(wait => wait.To is not null && Working(wait) > before + 1);
        Assert.InRange(learned.Survival(8) / learned.Survival(before + 1), stillOut - 0.05, stillOut + 0.05);
        Assert.InRange(naive.Quantile(0.9) / truth, 1.02, 2);
    }

    [Fact]
    public void One_wait_in_many_parts_comes_to_the_same_so_a_blind_span_is_left_out_by_giving_both_sides()
    {
        var (waits, now) = (Waits(500, 60), Start.PlusDays(170));
        var whole = Learn(waits.Select(wait => SpellOf(wait, now)), now);
        var parts = Learn(waits.Select(wait => SpellOf(wait, now)).SelectMany(Days), now);
        foreach (var chance in new[] { 0.1, 0.5, 0.9 })
            Assert.InRange(parts.Quantile(chance) / whole.Quantile(chance), 0.99, 1.01);
        Assert.Equal(whole.Parcels, parts.Parcels, 6);

        static IEnumerable<Spell> Days(Spell spell)
        {
            var from = spell.Since;
            for (; from.PlusDays(1) < spell.Until; from = from.PlusDays(1))
                yield return spell with { Since = from, Until = from.PlusDays(1), End = SpellEnd.Waiting };
            yield return spell with { Since = from };
        }
    }

    [Fact]
    public void The_share_that_is_lost_shows_and_the_chance_of_loss_grows_with_silence()
    {
        var (waits, now) = (Waits(8000, 60), Start.PlusDays(170));
        var curve = Learn(waits.Select(wait => SpellOf(wait, now)), now);
        Assert.InRange(curve.Lost, 0.007, 0.014);
        var silent = new[] { 0, 5, 10, 15, 20, 40, 70 }.Select(days => curve.ChanceLost(days)).ToList();
        Assert.Equal(silent.Order(), silent);
        Assert.InRange(silent[0], 0.007, 0.014);
        Assert.Equal(1, silent[^1]);
        var out10 = waits.Count(wait => wait.To is null || Working(wait) > 10);
        var lost = waits.Count(wait => wait.To is null) / (double)out10;
        Assert.InRange(silent[2], lost * 0.8, lost * 1.25);
    }

    [Fact]
    public void A_thin_lane_borrows_and_a_busy_one_keeps_its_own()
    {
        var now = Start.PlusDays(170);
        var learner = new LaneLearner();
        var (busy, slow) = (Waits(2000, 60, 4), Waits(2000, 60, 12, 2));
        var thin = new LaneKey("usps", "CN", "CA", "");
        foreach (var wait in busy)
            learner.Learn(SpellOf(wait, now), now);
        foreach (var wait in slow)
            learner.Learn(SpellOf(wait, now, new("usps", "DE", "CA", "")), now);
        foreach (var wait in Waits(3, 60, 12, 3))
            learner.Learn(SpellOf(wait, now, thin), now);
        var learned = learner.Build();
        var own = learned.Find(Door, Lane)!;
        Assert.InRange(own.Quantile(0.5) / TrueQuantile(busy, 0.5), 0.9, 1.1);
        Assert.InRange(own.Weight, 0.9, 1);
        // Three parcels say little: what is usual comes from the carrier's other parcels to the same country.
        Assert.InRange(learned.Find(Door, thin)!.Quantile(0.5) / TrueQuantile(slow, 0.5), 0.85, 1.15);
        Assert.InRange(learned.Find(Door, thin)!.Weight, 0.005, 0.05);
        Assert.InRange(learned.Find(Door, new("usps", "JP", "CA", "express"))!.Quantile(0.5) / TrueQuantile(slow, 0.5), 0.85, 1.15);
    }

    [Fact]
    public void When_everything_slows_down_the_pace_follows_within_days()
    {
        var learner = new LaneLearner();
        foreach (var wait in Waits(4000, 200, 5))
            learner.Learn(SpellOf(wait, Start.PlusDays(190)), Start.PlusDays(190));
        var before = learner.Build().Find(Door, Lane)!.Quantile(0.5);
        foreach (var wait in Waits(400, 20, 10, 4))
        {
            var late = (From: wait.From.PlusDays(190), To: wait.To?.PlusDays(190));
            learner.Learn(SpellOf(late, Start.PlusDays(215)), Start.PlusDays(215));
        }
        Assert.InRange(learner.Build().Find(Door, Lane)!.Quantile(0.5) / before, 1.4, 2.2);
    }

    [Fact]
    public void While_nothing_slows_down_the_pace_is_the_usual_one()
    {
        var now = Start.PlusDays(200);
        var learner = new LaneLearner();
        foreach (var wait in Waits(6000, 200))
            learner.Learn(SpellOf(wait, now), now);
        Assert.InRange(learner.Build().Stretches[Door].Pace, 0.95, 1.05);
    }

    [Fact]
    public void Night_after_night_nothing_drifts()
    {
        var now = Start.PlusDays(170);
        var learner = new LaneLearner();
        foreach (var wait in Waits(2000, 60, 5))
            learner.Learn(SpellOf(wait, now), now);
        foreach (var wait in Waits(600, 60, 12, 2))
            learner.Learn(SpellOf(wait, now, new("usps", "CN", "US", "")), now);
        var first = learner.Build();
        var last = Enumerable.Range(0, 200).Select(_ => learner.Build()).Last();
        foreach (var (key, lane) in first.Stretches[Door].Lanes)
        {
            Assert.InRange(last.Stretches[Door].Lanes[key].Offset - lane.Offset, -0.3, 0.3);
            foreach (var chance in new[] { 0.05, 0.5, 0.95 })
                Assert.InRange(last.Find(Door, key)!.Quantile(chance) / first.Find(Door, key)!.Quantile(chance), 0.98, 1.02);
        }
    }

    [Fact]
    public void A_return_ends_a_wait_without_counting_as_moved_on()
    {
        var (waits, now) = (Waits(2000, 60), Start.PlusDays(170));
        var curve = Learn(waits.Select((wait, i) => i % 5 == 0 && wait.To is not null ? SpellOf(wait, now) with { End = SpellEnd.Returned } : SpellOf(wait, now)), now);
        Assert.InRange(curve.ReturnedShare, 0.17, 0.23);
        Assert.InRange(curve.Quantile(0.5) / TrueQuantile(waits, 0.5), 0.95, 1.2);
        Assert.InRange(curve.Lost, 0.003, 0.03);
    }

    [Fact]
    public void Nobody_is_called_lost_before_anything_is_learned() =>
        Assert.Null(LearnedLanes.Empty.Find(Door, Lane));
}
