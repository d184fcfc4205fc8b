using CsCheck;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

public sealed class MergeLawTests
{
    private const int Histories = 2000;

    [Fact]
    public void Law_of_order_any_order_of_statements_gives_the_same_timeline_byte_for_byte() =>
        Gen.Select(GenHistory.Statements, Gen.Int[0, int.MaxValue]).Sample((said, seed) =>
        {
            var told = said.ToArray();
            new Random(seed).Shuffle(told);
            Same(Of(said), Of(told));
        }, iter: Histories);

    [Fact]
    public void Law_of_repetition_telling_any_of_them_again_changes_nothing() =>
        Gen.Select(GenHistory.Statements, Gen.Int[0, int.MaxValue]).Sample((said, seed) =>
        {
            var random = new Random(seed);
            var told = said.Concat(said.Where(_ => random.Next(3) == 0)).Concat(said.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(told);
            Same(Of(said), Of(told));
        }, iter: Histories);

    /// <summary>Batches are appended as the database does it: the earliest wire carries a statement, the newest is how it is read, one proof is enough.</summary>
    [Fact]
    public void Law_of_batches_any_split_into_batches_that_are_stored_one_after_another_gives_the_same_timeline() =>
        Gen.Select(GenHistory.Statements, Gen.Int[0, int.MaxValue], Gen.Int[1, 9]).Sample((said, seed, batches) =>
        {
            var random = new Random(seed);
            var told = said.Concat(said.Where(_ => random.Next(3) == 0).Select(one => one with { ReceivedAt = one.ReceivedAt + Duration.FromHours(random.Next(-3, 4)), WireId = one.WireId + 1000 })).ToArray();
            random.Shuffle(told);
            var stored = new Dictionary<EventKey, (SourcedEvent First, SourcedEvent Newest, Trust Trust)>();
            foreach (var batch in told.GroupBy(_ => random.Next(batches)))
            {
                foreach (var one in batch)
                {
                    var known = stored.GetValueOrDefault(one.Key, (one, one, one.Trust));
                    stored[one.Key] = (new[] { known.Item1, one }.MinBy(each => (each.ReceivedAt, each.WireId))!, new[] { known.Item2, one }.MaxBy(each => (each.ReceivedAt, each.WireId))!,
                        (Trust)Math.Min((int)known.Item3, (int)one.Trust));
                }
            }
            if (told.GroupBy(one => one.Key).Any(same => same.Select(one => (one.ReceivedAt, one.WireId)).Distinct().Count() < same.Count()))
                return;
            Same(Of(told), Of([.. stored.Values.Select(one => one.First with { Event = one.Newest.Event, Trust = one.Trust })]));
        }, iter: Histories);

    [Fact]
    public void Ids_of_the_database_do_not_change_the_hash() =>
        GenHistory.Statements.Sample(said => Assert.Equal(
            Of([.. said.DistinctBy(one => one.Key)]).ContentHash(),
            Of([.. said.DistinctBy(one => one.Key).Select(one => one with { WireId = one.WireId + 5000 })]).ContentHash()), iter: 300);

    [Fact]
    public void Law_of_one_line_every_statement_is_on_exactly_one_as_its_leader_or_as_a_source() =>
        GenHistory.Statements.Sample(said => Assert.Equal(Keys(said), KeysOf(Of(said)).Order()), iter: Histories);

    [Fact]
    public void Law_of_addition_one_more_statement_never_removes_another() =>
        Gen.Select(GenHistory.Statements, GenHistory.Statement).Sample((said, more) =>
            Assert.Empty(KeysOf(Of(said)).Except(KeysOf(Of([.. said, more])))), iter: Histories);

    [Fact]
    public void Law_of_membership_a_statement_is_on_a_line_because_of_its_leader_alone() =>
        GenHistory.Statements.Sample(said =>
        {
            var told = said.GroupBy(one => one.Key).Where(same => same.Count() == 1).Select(same => same.Single()).ToDictionary(one => one.Key);
            foreach (var line in Of([.. said.Where(one => told.ContainsKey(one.Key))]).Lines)
            {
                Assert.Equal(line.Key, line.Sources[0].Key);
                Assert.Equal(SameScanReason.Leads, line.Sources[0].Because);
                foreach (var source in line.Sources.Skip(1))
                    Assert.Equal(SameScan.Because(told[line.Key], told[source.Key]), source.Because);
            }
        }, iter: Histories);

    [Fact]
    public void Law_of_one_source_it_gives_a_line_one_statement_unless_it_restated_its_clock() =>
        GenHistory.Statements.Sample(said =>
        {
            foreach (var line in Of(said).Lines)
            {
                foreach (var same in line.Sources.GroupBy(source => (source.Source, source.Number)).Where(same => same.Count() > 1))
                    Assert.Single(same.Select(source => said.First(one => one.Key == source.Key).Event.Read.Time?.Instant).Distinct());
            }
        }, iter: Histories);

    [Fact]
    public void Law_of_the_key_lines_of_every_kind_of_clock_stand_in_the_order_of_one_total_key() =>
        GenHistory.Statements.Sample(said =>
        {
            var lines = Of(said).Lines;
            Assert.Equal(lines.Select(line => line.Key), lines.OrderBy(line => line.Order).Select(line => line.Key));
            Assert.Equal(lines.Count, lines.Select(line => line.Order).Distinct().Count());
            Assert.All(lines, line => Assert.Equal((line.Key, line.Order.Key), (line.Order.Key, line.Key)));
        }, iter: Histories);

    [Fact]
    public void Law_of_transitivity_of_any_three_lines_if_one_stands_before_a_second_and_that_before_a_third_so_does_the_first() =>
        Gen.Select(GenHistory.Statements, Gen.Int[0, int.MaxValue]).Sample((said, seed) =>
        {
            var orders = Of(said).Lines.Select(line => line.Order).ToArray();
            if (orders.Length < 3)
                return;
            var random = new Random(seed);
            for (var i = 0; i < 20; i++)
            {
                var (a, b, c) = (orders[random.Next(orders.Length)], orders[random.Next(orders.Length)], orders[random.Next(orders.Length)]);
                Assert.Equal(Math.Sign(a.CompareTo(b)), -Math.Sign(b.CompareTo(a)));
                Assert.Equal(a.CompareTo(b) == 0, a == b);
                Assert.False(a.CompareTo(b) <= 0 && b.CompareTo(c) <= 0 && a.CompareTo(c) > 0);
            }
        }, iter: Histories);

    /// <summary>The order never lies: placed or not, no line stands before one that must have happened earlier.</summary>
    [Fact]
    public void Law_of_intervals_each_line_stands_where_it_can_have_happened() =>
        GenHistory.Statements.Sample(said =>
        {
            foreach (var line in Of(said).Lines)
            {
                var told = line.Sources.Min(source => source.ReceivedAt);
                var (start, end) = line.Time?.Possible() is { } possible ? (possible.Start, possible.End) : (told, told);
                // Midnight is a day without an hour: sources print it for an hour they do not know.
                if (line.Time is { IsDateOnly: false } time && time.Local.TimeOfDay == LocalTime.Midnight)
                    end += Duration.FromDays(1);
                if (line.Class is EventClass.Actual)
                    (start, end) = (Instant.Min(start, told), Instant.Min(end, told));
                Assert.InRange(line.Order.At, start, end);
            }
        }, iter: Histories);

    [Fact]
    public void An_unearned_clock_is_placed_and_never_printed_as_an_instant() =>
        GenHistory.Statements.Sample(said => Assert.All(Of(said).Lines.Where(line => line.Time is { Basis: TimeBasis.Unknown or TimeBasis.DateOnly }), line =>
        {
            Assert.Null(line.Time!.Value.Instant);
            Assert.DoesNotContain("order", System.Text.Json.JsonSerializer.Serialize(line, Core.Postgres.TrackingJson.Options), StringComparison.OrdinalIgnoreCase);
        }), iter: 300);

    [Fact]
    public void What_comes_days_later_leaves_the_order_of_what_came_before_alone() =>
        Gen.Select(GenHistory.WithoutReturns(0, 12).Array[0, 25], GenHistory.WithoutReturns(15, 25).Array[0, 25]).Sample((said, later) =>
        {
            var before = Of(said).Lines.Select(line => line.Key).ToList();
            Assert.Equal(before, Of([.. said, .. later]).Lines.Select(line => line.Key).Where(before.ToHashSet().Contains));
        }, iter: Histories);

    [Fact]
    public void Law_of_progress_the_bar_never_goes_back_when_later_events_are_added_but_for_a_return() =>
        Gen.Select(GenHistory.WithoutReturns(0, 12).Array[0, 25], GenHistory.WithoutReturns(15, 25).Array[0, 25]).Sample((said, later) =>
        {
            var before = Of(said).Steps;
            var after = Of([.. said, .. later]).Steps;
            foreach (var reached in before.Where(step => step.State is StepState.Done or StepState.Now))
            {
                var now = after.FirstOrDefault(step => step.Step == reached.Step || (reached.Step, step.Step) is (Step.Delivered, Step.Collected) or (Step.Collected, Step.Delivered));
                if (now is null)
                    Assert.True(reached.Step is Step.AtPickup && after.Any(step => step.Step is Step.OutForDelivery && step.State is not StepState.Next));
                else
                    Assert.True(now.State is not StepState.Next, $"{reached.Step} was reached and is ahead again\n{Of(said).Text()}\n{Of(said).Bar()}\n---\n{Of([.. said, .. later]).Text()}\n{Of([.. said, .. later]).Bar()}");
            }
        }, iter: Histories);

    [Fact]
    public void Absurd_clocks_harm_nothing()
    {
        var history = new History().Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Says("9999-12-31 23:59 -12:00", Milestone.Delivered, "BR", received: "2026-11-03 00:00")
            .Says("0001-01-01 00:00 +14:00", Milestone.InTransit, "BR", received: "2026-11-03 00:00");
        Assert.Equal(3, history.Timeline().Lines.Count);
    }

    private static IEnumerable<EventKey> Keys(IEnumerable<SourcedEvent> said) => said.Select(one => one.Key).Distinct().Order();

    private static IEnumerable<EventKey> KeysOf(Timeline timeline) => timeline.Lines.SelectMany(line => line.Sources).Select(source => source.Key);

    private static void Same(Timeline one, Timeline other)
    {
        Assert.Equal(one.ContentHash(), other.ContentHash());
        Assert.Equal(one.Text(), other.Text());
        Assert.Equal(one.Bar(), other.Bar());
    }

    private static Timeline Of(IReadOnlyCollection<SourcedEvent> said) => Timeline.Of(GenHistory.Lane, GenHistory.Legs, said, [], []);
}
