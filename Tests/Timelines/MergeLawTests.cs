using CsCheck;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

public sealed class MergeLawTests
{
    private const int Histories = 3000;

    [Fact]
    public void Any_order_and_any_repetition_give_the_same_timeline_byte_for_byte() =>
        Gen.Select(GenHistory.Statements, Gen.Int[0, int.MaxValue]).Sample((said, seed) =>
        {
            var random = new Random(seed);
            var told = said.Concat(said.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(told);
            var one = Of(said);
            var other = Of(told);
            Assert.Equal(one.ContentHash(), other.ContentHash());
            Assert.Equal(one.Text(), other.Text());
        }, iter: Histories);

    [Fact]
    public void Ids_of_the_database_do_not_change_the_hash() =>
        GenHistory.Statements.Sample(said => Assert.Equal(
            Of([.. said.DistinctBy(one => one.Key)]).ContentHash(),
            Of([.. said.DistinctBy(one => one.Key).Select(one => one with { WireId = one.WireId + 5000 })]).ContentHash()), iter: 300);

    [Fact]
    public void Every_statement_is_on_exactly_one_line_and_one_more_removes_none() =>
        Gen.Select(GenHistory.Statements, GenHistory.Statement).Sample((said, more) =>
        {
            Assert.Equal(Keys(said), Of(said).Lines.SelectMany(line => line.Sources).Select(source => source.Key).Order());
            Assert.Equal(Keys([.. said, more]), Of([.. said, more]).Lines.SelectMany(line => line.Sources).Select(source => source.Key).Order());
        }, iter: Histories);

    [Fact]
    public void A_statement_is_on_a_line_because_of_its_leader_alone() =>
        GenHistory.Statements.Sample(said =>
        {
            var told = said.GroupBy(one => one.Key).Where(same => same.Count() == 1).Select(same => same.Single()).ToDictionary(one => one.Key, one => one.Event);
            foreach (var line in Of([.. said.Where(one => told.ContainsKey(one.Key))]).Lines)
            {
                Assert.Equal(line.Key, line.Sources[0].Key);
                Assert.Equal(SameScan.Leads, line.Sources[0].Because);
                foreach (var source in line.Sources.Skip(1))
                    Assert.Equal(SameScan.Because(told[line.Key], told[source.Key]), source.Because);
            }
        }, iter: Histories);

    [Fact]
    public void One_source_gives_a_line_one_statement_unless_it_restated_its_clock() =>
        GenHistory.Statements.Sample(said =>
        {
            foreach (var line in Of(said).Lines)
            {
                foreach (var same in line.Sources.GroupBy(source => (source.Source, source.Number)).Where(same => same.Count() > 1))
                    Assert.Single(same.Select(source => said.First(one => one.Key == source.Key).Event.Read.Time?.Instant).Distinct());
            }
        }, iter: Histories);

    /// <summary>Were the order of two lines decided by what stands around them, taking others away could turn it.</summary>
    [Fact]
    public void Earned_clocks_stand_in_their_order_whatever_stands_between_them() =>
        GenHistory.Statements.Sample(said =>
        {
            var earned = Of(said).Lines
                .Where(line => line is { Class: EventClass.Actual, Time: { Offset: not null } time } && time.Local.TimeOfDay != LocalTime.Midnight)
                .Select(line => Instant.Min(line.Time!.Value.Instant!.Value, line.Sources.Min(source => source.ReceivedAt))).ToList();
            Assert.Equal(earned.Order(), earned);
        }, iter: Histories);

    /// <summary>The tested meaning of transitivity: a before b and b before c in pairs, then a before c in the pair of both.</summary>
    [Fact]
    public void The_order_of_lines_with_earned_clocks_is_transitive() =>
        Gen.Select(GenHistory.Statement, GenHistory.Statement, GenHistory.Statement).Sample((a, b, c) =>
        {
            var three = new[] { a, b, c }.DistinctBy(one => one.Key).Where(one => one.Event.Read.Time is { Offset: not null } time && time.Local.TimeOfDay != LocalTime.Midnight).ToList();
            if (three.Count < 3 || Of([a, b, c]).Lines.Count < 3)
                return;
            bool Before(SourcedEvent x, SourcedEvent y) => Of([x, y]).Lines[0].Key == x.Key;
            var order = Of([a, b, c]).Lines.Select(line => three.Single(one => one.Key == line.Key)).ToList();
            Assert.True(Before(order[0], order[1]) && Before(order[1], order[2]) && Before(order[0], order[2]));
        }, iter: Histories);

    [Fact]
    public void The_bar_never_goes_back_when_later_events_are_added_but_for_a_return() =>
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
                    Assert.NotEqual(StepState.Next, now.State);
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

    private static Timeline Of(IReadOnlyCollection<SourcedEvent> said) => Timeline.Of(GenHistory.Lane, GenHistory.Legs, said, []);
}
