using CsCheck;
using Tracking.Core.Events;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

public sealed class WithdrawalTests
{
    private static History Delivered() => new History("DE", "DE").Leg("dhl-unified", "00340434161094042557")
        .Says("2026-11-02 08:10 +01:00", Milestone.Accepted, "DE Bonn")
        .Says("2026-11-03 07:30 +01:00", Milestone.OutForDelivery, "DE Kiel")
        .Says("2026-11-03 12:00 +01:00", Milestone.Delivered, "DE Kiel", received: "2026-11-03 11:10");

    private static bool IsDelivery(TrackingEvent told) => told.Read.Milestone is Milestone.Delivered;

    private static void Shows(History history, string expected) => Assert.Equal(expected.ReplaceLineEndings("\n"), history.Timeline().Text());

    [Fact]
    public void A_delivery_said_to_be_in_error_stays_struck_through_and_the_parcel_is_where_it_was()
    {
        var history = Delivered().TakesBack("2026-11-03 15:00 +01:00", Milestone.Delivered, wording: "Delivered in error");
        Shows(history, """
            2026-11-02 08:10 +01 Accepted → Accepted, DE Bonn, dhl-unified
            2026-11-03 07:30 +01 OutForDelivery → OutForDelivery, DE Kiel, dhl-unified
            [2026-11-03 12:00 +01 Delivered → OutForDelivery, DE Kiel, dhl-unified (taken back: said)]
            [2026-11-03 15:00 +01 Unknown → OutForDelivery, dhl-unified]
            """);
        var timeline = history.Timeline();
        Assert.Equal("Label skipped · Accepted done · InTransit skipped · OutForDelivery now · Delivered next", timeline.Bar());
        Assert.Equal((timeline.Lines[3].Key, history.Events[3].WireId), (timeline.Lines[2].Withdrawal!.Key!.Value, Assert.Single(timeline.Lines[2].Withdrawal!.WireIds)));
    }

    [Fact]
    public void Each_taking_back_takes_one_the_last_before_it() => Shows(
        Delivered()
            .TakesBack("2026-11-03 15:00 +01:00", Milestone.Delivered)
            .Says("2026-11-04 11:00 +01:00", Milestone.Delivered, "DE Kiel"),
        """
        2026-11-02 08:10 +01 Accepted → Accepted, DE Bonn, dhl-unified
        2026-11-03 07:30 +01 OutForDelivery → OutForDelivery, DE Kiel, dhl-unified
        [2026-11-03 12:00 +01 Delivered → OutForDelivery, DE Kiel, dhl-unified (taken back: said)]
        [2026-11-03 15:00 +01 Unknown → OutForDelivery, dhl-unified]
        2026-11-04 11:00 +01 Delivered → Delivered, DE Kiel, dhl-unified
        """);

    [Fact]
    public void A_line_falls_with_its_leader_and_not_with_one_who_retells()
    {
        var history = Delivered().Retells("seventeentrack", "2026-11-03 12:00 +01:00", Milestone.Delivered, "DE Kiel", received: "2026-11-03 11:30");
        Assert.True(history.TakesBack("2026-11-03 15:00 +01:00", Milestone.Delivered).Timeline().Lines[2].Withdrawn);

        var retold = Delivered().Retells("seventeentrack", "2026-11-03 12:00 +01:00", Milestone.Delivered, "DE Kiel", received: "2026-11-03 11:30")
            .Retells("seventeentrack", "2026-11-03 15:00 +01:00", null, takesBack: Milestone.Delivered);
        Assert.Equal(Stage.Delivered, retold.Timeline().Stage);
        Assert.NotNull(retold.Timeline().Lines[2].Sources[1].Withdrawal);
    }

    [Fact]
    public void What_two_whole_answers_in_a_row_leave_out_is_taken_back_and_shows_both_wires()
    {
        var history = Delivered().AnswersWhole("2026-11-04 06:00", IsDelivery);
        Assert.Equal(Stage.Delivered, history.Timeline().Stage);
        history.AnswersWhole("2026-11-04 12:00", IsDelivery);
        Assert.Equal(Stage.OutForDelivery, history.Timeline().Stage);
        Shows(history, """
            2026-11-02 08:10 +01 Accepted → Accepted, DE Bonn, dhl-unified
            2026-11-03 07:30 +01 OutForDelivery → OutForDelivery, DE Kiel, dhl-unified
            [2026-11-03 12:00 +01 Delivered → OutForDelivery, DE Kiel, dhl-unified (taken back: absence)]
            """);
        Assert.Equal([5000, 5001], history.Timeline().Lines[2].Withdrawal!.WireIds);
        var hash = history.Timeline().ContentHash();
        for (var day = 5; day < 12; day++)
            history.AnswersWhole($"2026-11-{day:00} 12:00", IsDelivery);
        Assert.Equal((2, hash), (history.Answers.Count, history.Timeline().ContentHash()));
    }

    [Fact]
    public void What_is_told_again_stands_again()
    {
        var history = Delivered().AnswersWhole("2026-11-04 06:00", IsDelivery).AnswersWhole("2026-11-04 12:00", IsDelivery).AnswersWhole("2026-11-04 18:00");
        Assert.Equal(Stage.Delivered, history.Timeline().Stage);
        Assert.Equal(Stage.Delivered, history.AnswersWhole("2026-11-05 06:00", IsDelivery).Timeline().Stage);
        Assert.Equal(Stage.OutForDelivery, history.AnswersWhole("2026-11-05 12:00", IsDelivery).Timeline().Stage);
    }

    [Fact]
    public void An_answer_that_does_not_reach_back_beyond_it_says_nothing() => Assert.Equal(Stage.Delivered,
        Delivered()
            .Says("2026-11-09 12:00 +01:00", Milestone.Notified)
            .AnswersWhole("2026-11-10 06:00", told => told.Read.Milestone is not Milestone.Notified)
            .AnswersWhole("2026-11-10 12:00", told => told.Read.Milestone is not Milestone.Notified).Timeline().Stage);

    [Fact]
    public void A_reworded_twin_is_no_absence()
    {
        var history = new History("DE", "DE").Leg("gls", "00340434161094042557")
            .Says("2026-11-02 08:10 +01:00", Milestone.Accepted, "DE Bonn", code: "", wording: "Angenommen")
            .Says("2026-11-03 12:00 +01:00", Milestone.Delivered, "DE Kiel", code: "", wording: "Zugestellt", received: "2026-11-03 11:10")
            .Says("2026-11-03 12:00 +01:00", Milestone.Delivered, "DE Kiel", code: "", wording: "Das Paket wurde zugestellt", received: "2026-11-04 05:00")
            .AnswersWhole("2026-11-04 06:00", told => told.Said.Wording == "Zugestellt")
            .AnswersWhole("2026-11-04 12:00", told => told.Said.Wording == "Zugestellt");
        Assert.Equal(Stage.Delivered, history.Timeline().Stage);
        Assert.DoesNotContain(history.Timeline().Lines.SelectMany(line => line.Sources), source => source.Withdrawal is not null);
    }

    [Fact]
    public void A_delivery_moved_to_another_hour_strikes_the_old_one_and_the_parcel_stays_delivered() => Assert.Equal((Stage.Delivered, 1),
        Of(Delivered()
            .Says("2026-11-03 12:40 +01:00", Milestone.Delivered, "DE Kiel", received: "2026-11-04 05:00")
            .AnswersWhole("2026-11-04 06:00", told => told.Said.WallClock.Contains("12:00", StringComparison.Ordinal))
            .AnswersWhole("2026-11-04 12:00", told => told.Said.WallClock.Contains("12:00", StringComparison.Ordinal))));

    [Fact]
    public void Answers_say_nothing_of_another_part_of_the_number()
    {
        var history = Delivered();
        var other = history.Events[1].Event with { Said = history.Events[1].Event.Said with { Part = "2" } };
        Assert.Null(Absence.Find(77, History.At("2026-11-05 00:00"), [other], history.Events, []));
    }

    [Fact]
    public void Withdrawals_do_not_depend_on_the_order_in_which_anything_is_given() =>
        Gen.Select(GenHistory.WithWithdrawals, Gen.Int[0, int.MaxValue]).Sample((said, seed) =>
        {
            var random = new Random(seed);
            var (one, answers) = (said.Statements, said.Answers);
            var (other, shuffled) = (one.ToArray(), answers.Concat(answers).ToArray());
            random.Shuffle(other);
            random.Shuffle(shuffled);
            Assert.Equal(Timeline.Of(GenHistory.Lane, GenHistory.Legs, one, [], answers).ContentHash(), Timeline.Of(GenHistory.Lane, GenHistory.Legs, other, [], shuffled).ContentHash());
        }, iter: 2000);

    [Fact]
    public void A_withdrawal_removes_no_line_and_moves_none() =>
        GenHistory.WithWithdrawals.Sample(said =>
        {
            var with = Timeline.Of(GenHistory.Lane, GenHistory.Legs, said.Statements, [], said.Answers);
            var without = Timeline.Of(GenHistory.Lane, GenHistory.Legs, said.Statements, [], []);
            Assert.Equal(without.Lines.Select(line => line.Key), with.Lines.Select(line => line.Key));
            Assert.All(with.Lines.Where(line => line.Withdrawn), line => Assert.False(line.Moves));
        }, iter: 2000);

    private static (Stage?, int) Of(History history) => (history.Timeline().Stage, history.Timeline().Lines.Count(line => line.Withdrawn));
}
