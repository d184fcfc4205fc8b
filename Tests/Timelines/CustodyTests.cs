using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

public sealed class CustodyTests
{
    private static History Given() => new History()
        .Leg("cainiao", role: LegRole.FirstMile)
        .Says("2026-11-02 07:00 +08:00", Milestone.PreAdvised, "CN")
        .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
        .Says("2026-11-09 08:10 -03:00", Milestone.HandedOver, "BR")
        .Leg("correios", "NX123456785BR", LegRole.LastMile);

    private static void Shows(History history, string expected) => Assert.Equal(expected.ReplaceLineEndings("\n"), history.Timeline().Ledger());

    [Fact]
    public void Given_and_not_taken_is_a_gap_with_its_last_proven_holder_and_who_should_have_it() =>
        Shows(Given().Says("2026-11-10 08:10 -03:00", Milestone.PreAdvised, "BR"),
            "cainiao FirstMile 2026-11-02 08:10 +08 to 2026-11-09 08:10 -03, 2 scans, GAP not taken by carrier correios");

    [Fact]
    public void Given_and_taken_passes_from_one_to_the_other_and_ends_with_the_recipient() =>
        Shows(Given().Says("2026-11-10 08:10 -03:00", Milestone.ArrivedSorting, "BR").Says("2026-11-12 08:10 -03:00", Milestone.Delivered, "BR"),
            """
            cainiao FirstMile 2026-11-02 08:10 +08 to 2026-11-09 08:10 -03, 2 scans, handed over correios
            correios LastMile 2026-11-10 08:10 -03 to 2026-11-12 08:10 -03, 2 scans, delivered
            """);

    [Fact]
    public void Taken_without_having_been_given_says_that_nobody_saw_it() =>
        Shows(new History().Leg("cainiao", role: LegRole.FirstMile).Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
                .Leg("correios", "NX123456785BR", LegRole.LastMile).Says("2026-11-10 08:10 -03:00", Milestone.OutForDelivery, "BR"),
            """
            cainiao FirstMile 2026-11-02 08:10 +08 to 2026-11-02 08:10 +08, 1 scan, taken unseen correios
            correios LastMile 2026-11-10 08:10 -03 to 2026-11-10 08:10 -03, 1 scan, held
            """);

    [Theory]
    [InlineData(Milestone.DepartedOutwardOffice, "GAP not arrived abroad")]
    [InlineData(Milestone.DepartedSorting, "GAP not arrived at office")]
    [InlineData(Milestone.ArrivedSorting, "held")]
    public void Gone_and_not_arrived_is_a_gap_too(Milestone last, string expected) =>
        Assert.EndsWith(expected, new History().Leg("cainiao").Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN").Says("2026-11-03 08:10 +08:00", last, "CN").Timeline().Ledger(), StringComparison.Ordinal);

    [Fact]
    public void A_label_a_hint_that_is_not_confirmed_and_what_was_taken_back_prove_nothing()
    {
        var history = Given().Says("2026-11-12 08:10 -03:00", Milestone.Delivered, "BR", trust: Trust.Hint);
        Assert.Equal(HoldingEnd.NotTakenByCarrier, history.Timeline().Holdings[^1].End);
        history.Says("2026-11-12 09:10 -03:00", Milestone.OutForDelivery, "BR").TakesBack("2026-11-12 10:00 -03:00", Milestone.OutForDelivery, "BR");
        Assert.Equal("cainiao", Assert.Single(history.Timeline().Holdings).Holder.Value);
    }

    [Fact]
    public void For_every_moment_the_ledger_says_who_last_provably_held_it()
    {
        var timeline = Given().Says("2026-11-10 08:10 ?", Milestone.ArrivedSorting, "BR").Timeline();
        Assert.Null(timeline.HeldAt(History.At("2026-11-01 23:00")));
        Assert.Equal("cainiao", timeline.HeldAt(History.At("2026-11-02 01:00"))?.Holder.Value);
        Assert.Equal("cainiao", timeline.HeldAt(History.At("2026-11-10 12:00"))?.Holder.Value);
        Assert.Equal("correios", timeline.HeldAt(History.At("2026-11-10 21:00"))?.Holder.Value);
    }
}
