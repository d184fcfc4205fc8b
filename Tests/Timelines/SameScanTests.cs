using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

public sealed class SameScanTests
{
    private static History Cainiao() => new History().Leg("cainiao");

    private static void Shows(History history, string expected) => Assert.Equal(expected.ReplaceLineEndings("\n"), history.Timeline().Text());

    [Fact]
    public void The_carriers_own_word_leads_and_the_aggregators_stands_behind_it() => Shows(
        Cainiao()
            .Retells("seventeentrack", "2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen"),
        "2026-11-02 08:10 +08 Accepted → Accepted, CN Shenzhen, cainiao + seventeentrack (same instant)");

    [Fact]
    public void A_minute_without_seconds_is_the_scan_with_them() => Shows(
        Cainiao()
            .Says("2026-11-02 08:10:42 +08:00", Milestone.Accepted, "CN")
            .Retells("seventeentrack", "2026-11-02 00:10 +00:00", Milestone.Accepted),
        "2026-11-02 08:10 +08 Accepted → Accepted, CN, cainiao + seventeentrack (same minute)");

    [Fact]
    public void Another_second_of_the_same_minute_is_another_scan() => Assert.Equal(2,
        Cainiao()
            .Says("2026-11-02 08:10:42 +08:00", Milestone.ArrivedSorting, "CN")
            .Retells("seventeentrack", "2026-11-02 08:10:55 +08:00", Milestone.ArrivedSorting).Timeline().Lines.Count);

    [Fact]
    public void A_local_clock_without_an_offset_joins_the_earned_one() => Shows(
        Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Retells("seventeentrack", "2026-11-02 08:10 ?", Milestone.Accepted),
        "2026-11-02 08:10 +08 Accepted → Accepted, CN, cainiao + seventeentrack (same clock no offset)");

    [Fact]
    public void A_clock_told_in_UTC_without_saying_so_joins_the_earned_one() => Shows(
        Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Retells("seventeentrack", "2026-11-02 00:10 ?", Milestone.Accepted),
        "2026-11-02 08:10 +08 Accepted → Accepted, CN, cainiao + seventeentrack (universal clock)");

    [Fact]
    public void A_local_clock_printed_as_UTC_joins_the_right_one() => Shows(
        Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Retells("seventeentrack", "2026-11-02 08:10 +00:00", Milestone.Accepted),
        "2026-11-02 08:10 +08 Accepted → Accepted, CN, cainiao + seventeentrack (same clock other offset)");

    [Fact]
    public void A_clock_shifted_by_whole_quarter_hours_joins_where_the_place_is_the_same() => Shows(
        Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Retells("seventeentrack", "2026-11-02 05:40 +05:00", Milestone.Accepted, "CN SHENZHEN"),
        "2026-11-02 08:10 +08 Accepted → Accepted, CN Shenzhen, cainiao + seventeentrack (shifted)");

    [Fact]
    public void A_shift_without_a_place_proves_nothing() => Assert.Equal(2,
        Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted)
            .Retells("seventeentrack", "2026-11-02 05:40 +05:00", Milestone.Accepted).Timeline().Lines.Count);

    [Fact]
    public void The_last_carriers_copy_of_a_first_mile_scan_stands_behind_the_first_carrier() => Shows(
        new History()
            .Leg("cainiao", role: LegRole.FirstMile)
            .Says("2026-11-03 10:20 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen")
            .Leg("correios", "NX123456785BR", LegRole.LastMile)
            .Says("2026-11-03 10:20 ?", Milestone.DepartedOutwardOffice, "CN", wording: "Objeto postado"),
        "2026-11-03 10:20 +08 DepartedOutwardOffice → InTransit, CN Shenzhen, cainiao + correios (same clock no offset)");

    [Fact]
    public void The_first_carriers_copy_of_a_delivery_stands_behind_the_last_carrier() => Shows(
        new History()
            .Leg("cainiao", role: LegRole.FirstMile)
            .Says("2026-11-20 14:00 -03:00", Milestone.Delivered, "BR Curitiba")
            .Leg("correios", "NX123456785BR", LegRole.LastMile)
            .Says("2026-11-20 14:00 -03:00", Milestone.Delivered, "BR Curitiba"),
        "2026-11-20 14:00 -03 Delivered → Delivered, BR Curitiba, correios + cainiao (same instant)");

    [Fact]
    public void A_coarser_telling_of_the_same_instant_joins() => Shows(
        Cainiao()
            .Says("2026-11-09 10:20 -03:00", Milestone.ArrivedSorting, "BR Curitiba")
            .Retells("seventeentrack", "2026-11-09 10:20 -03:00", Milestone.InTransit, "BR"),
        "2026-11-09 10:20 -03 ArrivedSorting → InTransit, BR Curitiba, cainiao + seventeentrack (same instant coarser)");

    [Fact]
    public void A_code_nobody_has_mapped_joins_by_its_words_and_takes_the_others_meaning() => Shows(
        Cainiao()
            .Says("2026-11-20 14:00 -03:00", null, "BR", wording: "Objeto entregue")
            .Retells("seventeentrack", "2026-11-20 14:00 -03:00", Milestone.Delivered, "BR", wording: "OBJETO ENTREGUE."),
        "2026-11-20 14:00 -03 Delivered → Delivered, BR, cainiao + seventeentrack (same instant unread)");

    [Fact]
    public void Two_attempts_on_one_day_at_one_depot_stay_two() => Shows(
        Cainiao()
            .Says("2026-11-20 09:15 -03:00", Milestone.AttemptFailed, "BR Curitiba")
            .Says("2026-11-20 15:30 -03:00", Milestone.AttemptFailed, "BR Curitiba")
            .Retells("seventeentrack", "2026-11-20 09:15 ?", Milestone.AttemptFailed, "BR")
            .Retells("seventeentrack", "2026-11-20 15:30 ?", Milestone.AttemptFailed, "BR"),
        """
        2026-11-20 09:15 -03 AttemptFailed → OutForDelivery, BR Curitiba, cainiao + seventeentrack (same clock no offset)
        2026-11-20 15:30 -03 AttemptFailed → OutForDelivery, BR Curitiba, cainiao + seventeentrack (same clock no offset)
        """);

    [Fact]
    public void A_day_without_an_hour_joins_one_scan_of_that_day_and_a_second_one_the_next() => Shows(
        Cainiao()
            .Says("2026-11-20 09:15 -03:00", Milestone.AttemptFailed, "BR Curitiba")
            .Says("2026-11-20 15:30 -03:00", Milestone.AttemptFailed, "BR Curitiba")
            .Retells("seventeentrack", "2026-11-20", Milestone.AttemptFailed, "BR"),
        """
        2026-11-20 09:15 -03 AttemptFailed → OutForDelivery, BR Curitiba, cainiao + seventeentrack (same day)
        2026-11-20 15:30 -03 AttemptFailed → OutForDelivery, BR Curitiba, cainiao
        """);

    [Fact]
    public void What_surely_belongs_to_a_scan_is_not_crowded_out_by_what_only_may() => Shows(
        Cainiao()
            .Says("2026-11-20 12:00 -03:00", Milestone.ArrivedSorting, "BR Curitiba")
            .Retells("seventeentrack", "2026-11-20 09:00 -03:00", Milestone.ArrivedSorting, "BR Curitiba")
            .Retells("seventeentrack", "2026-11-20 10:00 -03:00", Milestone.ArrivedSorting, "BR Curitiba")
            .Retells("seventeentrack", "2026-11-20 12:00 -03:00", Milestone.ArrivedSorting, "BR Curitiba"),
        """
        2026-11-20 09:00 -03 ArrivedSorting → InTransit, BR Curitiba, cainiao
        2026-11-20 10:00 -03 ArrivedSorting → InTransit, BR Curitiba, cainiao
        2026-11-20 12:00 -03 ArrivedSorting → InTransit, BR Curitiba, cainiao + seventeentrack (same instant)
        """);

    [Fact]
    public void Scans_in_two_countries_are_never_one() => Assert.Equal(2,
        Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "CN")
            .Retells("seventeentrack", "2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "NL").Timeline().Lines.Count);

    [Fact]
    public void The_same_source_correcting_its_offset_says_nothing_new()
    {
        var history = Cainiao()
            .Says("2026-11-02 08:10 +00:00", Milestone.Accepted, "CN", received: "2026-11-02 09:00")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN", received: "2026-11-02 10:00");
        Shows(history, "2026-11-02 08:10 +08 Accepted → Accepted, CN, cainiao");
        Assert.Equal(History.At("2026-11-02 09:00"), Assert.Single(Assert.Single(history.Timeline().Lines).Sources).ReceivedAt);
    }

    [Fact]
    public void The_same_source_restating_its_clock_in_another_zone_is_one_line() => Shows(
        Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Says("2026-11-02 00:10 +00:00", Milestone.Accepted, "CN"),
        "2026-11-02 08:10 +08 Accepted → Accepted, CN, cainiao + cainiao (restated)");

    [Fact]
    public void The_same_source_spelling_its_place_anew_is_one_line_and_naming_another_is_two()
    {
        Assert.Single(Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "CN Shenzhen")
            .Says("2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "CN SHENZHEN").Timeline().Lines);
        Assert.Equal(2, Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "CN Shenzhen")
            .Says("2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "CN Guangzhou").Timeline().Lines.Count);
    }

    [Fact]
    public void A_source_without_codes_that_rewords_a_text_later_makes_no_second_line() => Shows(
        Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "CN Shenzhen", code: "", wording: "Arrived at hub", received: "2026-11-02 01:00")
            .Says("2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "CN Shenzhen", code: "", wording: "Parcel reached the sorting centre", received: "2026-11-03 01:00"),
        "2026-11-02 08:10 +08 ArrivedSorting → InTransit, CN Shenzhen, cainiao + cainiao (reworded)");

    [Fact]
    public void Two_texts_of_one_answer_are_two_however_alike_their_clocks() => Assert.Equal(2,
        Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "CN Shenzhen", code: "", wording: "Arrived at hub", received: "2026-11-02 01:00")
            .Says("2026-11-02 08:10 +08:00", Milestone.ArrivedSorting, "CN Shenzhen", code: "", wording: "Sorted", received: "2026-11-02 01:00").Timeline().Lines.Count);

    [Fact]
    public void Another_language_is_the_same_scan_and_the_leader_says_why_it_leads()
    {
        var line = Assert.Single(Cainiao()
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen", wording: "已揽收")
            .Retells("seventeentrack", "2026-11-02 08:10 +08:00", Milestone.Accepted, "CN", wording: "Picked up").Timeline().Lines);
        Assert.Equal((LeadReason.OwnWord, SameScanReason.SameInstant), (line.LeadsBy, line.Sources[1].Because));
        Assert.Equal("已揽收", line.Wording);
    }

    [Fact]
    public void Evidence_leads_over_a_hint_and_an_earned_clock_over_an_unearned_one()
    {
        var line = Assert.Single(new History().Leg("cainiao")
            .Retells("aftership", "2026-11-02 08:10 ?", Milestone.Accepted, "CN")
            .Retells("seventeentrack", "2026-11-02 08:10 +08:00", Milestone.Accepted, "CN", trust: Trust.Hint)
            .Retells("ship24", "2026-11-02 08:10 +08:00", Milestone.Accepted, "CN").Timeline().Lines);
        Assert.Equal("ship24", line.Sources[0].Source.Value);
        Assert.Equal(["aftership", "seventeentrack"], line.Sources.Skip(1).Select(source => source.Source.Value).Order());
        Assert.Equal("2026-11-02 08:10 +08", line.Time.ToString());
    }
}
