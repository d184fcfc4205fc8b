using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Notices;
using Tracking.Core.Parcels;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Notices;

/// <summary>What a buyer is told of a parcel, and what not. Parcels of <see cref="History"/> were registered on 2026-11-01.</summary>
public sealed class NoticePlanTests
{
    private static readonly HashSet<NoticeKind> All = [.. Enum.GetValues<NoticeKind>()];

    private static History Shipped() => new History().Leg("cainiao").Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen", received: "2026-11-02 01:00");

    [Fact]
    public void A_label_is_no_news_and_the_first_scan_is() =>
        Tells(Shipped(), "2026-11-02 01:05", "Shipped  at 2026-11-02T01:07:00Z");

    [Fact]
    public void Nothing_is_told_of_a_label() =>
        Tells(new History().Leg("cainiao").Says("2026-11-02 08:10 +08:00", Milestone.PreAdvised, "CN Shenzhen", received: "2026-11-02 01:00"), "2026-11-02 01:05", "");

    [Fact]
    public void What_happened_before_the_registration_is_never_told_and_a_day_that_can_lie_before_it_neither()
    {
        Tells(new History().Leg("cainiao").Says("2026-10-31 08:10 +08:00", Milestone.Accepted, "CN Shenzhen", received: "2026-11-02 01:00"), "2026-11-02 01:05", "Shipped  never");
        Tells(new History().Leg("cainiao").Says("2026-11-01", Milestone.Accepted, "CN Shenzhen", received: "2026-11-02 01:00"), "2026-11-02 01:05", "Shipped  never");
    }

    [Fact]
    public void What_we_have_known_for_more_than_a_day_is_no_news() =>
        Tells(Shipped(), "2026-11-03 01:01", "Shipped  never");

    [Fact]
    public void Of_several_steps_at_once_only_the_furthest_is_told() =>
        Tells(Shipped()
                .Says("2026-11-08 03:00 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba", received: "2026-11-10 13:00")
                .Says("2026-11-09 09:00 -03:00", Milestone.CustomsPresented, "BR Curitiba", received: "2026-11-10 13:00")
                .Says("2026-11-10 09:00 -03:00", Milestone.OutForDelivery, "BR Santos", received: "2026-11-10 13:00"), "2026-11-10 13:00", """
            Customs  never
            OutForDelivery 2026-11-10 at 2026-11-10T13:02:00Z
            Shipped  never
            """);

    [Fact]
    public void A_delivery_is_told_once_and_asked_about_a_day_later()
    {
        var history = Shipped().Says("2026-11-10 15:00 -03:00", Milestone.Delivered, "BR Santos", received: "2026-11-10 18:05");
        Tells(history, "2026-11-10 18:06", """
            Arrived 2026-11-10 at 2026-11-11T18:00:00Z
            Delivered 2026-11-10 at 2026-11-10T18:08:00Z
            Shipped  never
            """);
        Tells(history, "2026-11-10 18:06", "", (NoticeKind.Shipped, ""), (NoticeKind.Delivered, "2026-11-10"), (NoticeKind.Arrived, "2026-11-10"));
    }

    [Fact]
    public void A_withdrawal_and_the_same_again_is_no_second_delivery_nor_is_another_clock_on_the_next_day()
    {
        var again = Shipped()
            .Says("2026-11-10 15:00 -03:00", Milestone.Delivered, "BR Santos", received: "2026-11-10 18:05")
            .TakesBack("2026-11-10 16:00 -03:00", Milestone.Delivered, "BR Santos", received: "2026-11-10 19:05")
            .Says("2026-11-11 10:00 -03:00", Milestone.Delivered, "BR Santos", received: "2026-11-11 13:05");
        Tells(again, "2026-11-11 13:06", "", (NoticeKind.Shipped, ""), (NoticeKind.Delivered, "2026-11-10"), (NoticeKind.Arrived, "2026-11-10"));
        var later = Shipped()
            .Says("2026-11-10 15:00 -03:00", Milestone.Delivered, "BR Santos", received: "2026-11-10 18:05")
            .TakesBack("2026-11-10 16:00 -03:00", Milestone.Delivered, "BR Santos", received: "2026-11-10 19:05")
            .Says("2026-11-14 10:00 -03:00", Milestone.Delivered, "BR Santos", received: "2026-11-14 13:05");
        Tells(later, "2026-11-14 13:06", """
            Arrived 2026-11-14 at 2026-11-15T13:00:00Z
            Delivered 2026-11-14 at 2026-11-14T13:08:00Z
            """, (NoticeKind.Shipped, ""), (NoticeKind.Delivered, "2026-11-10"), (NoticeKind.Arrived, "2026-11-10"));
    }

    [Fact]
    public void A_second_round_on_another_day_is_another_change() =>
        Tells(Shipped()
                .Says("2026-11-10 09:00 -03:00", Milestone.OutForDelivery, "BR Santos", received: "2026-11-10 12:05")
                .Says("2026-11-11 09:00 -03:00", Milestone.OutForDelivery, "BR Santos", received: "2026-11-11 12:05"), "2026-11-11 12:06",
            "OutForDelivery 2026-11-11 at 2026-11-11T12:08:00Z", (NoticeKind.Shipped, ""), (NoticeKind.OutForDelivery, "2026-11-10"));

    [Fact]
    public void One_standstill_is_told_once_however_many_rules_find_it()
    {
        var history = Shipped().Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen", received: "2026-11-04 14:00");
        Tells(history, "2026-11-20 12:00", "Late silence 2026-11-04 at 2026-11-20T12:02:00Z", (NoticeKind.Shipped, ""));
        Tells(history, "2026-12-20 12:00", "", (NoticeKind.Shipped, ""), (NoticeKind.Late, "silence 2026-11-04"));
    }

    [Fact]
    public void What_the_buyer_must_do_is_told_as_that() =>
        Tells(Shipped().Says("2026-11-09 09:00 -03:00", Milestone.CustomsHeld, "BR Curitiba", Reason.CustomsDuty, received: "2026-11-09 12:05"), "2026-11-09 12:06", """
            Customs  at 2026-11-09T12:08:00Z
            NeedsYou CustomsActionNeeded 2026-11-09 at 2026-11-09T12:08:00Z
            """, (NoticeKind.Shipped, ""));

    [Fact]
    public void A_replay_tells_nobody_what_was_known_and_news_beside_it_are_told()
    {
        var history = Shipped().Says("2026-11-02 20:00 +08:00", Milestone.OutForDelivery, "CN Shenzhen", received: "2026-11-02 12:30");
        Tells(history, "2026-11-02 12:31", """
            OutForDelivery 2026-11-02 at 2026-11-02T12:33:00Z
            Shipped  never
            """, replayed: "2026-11-02 12:20");
        Tells(history, "2026-11-02 12:31", """
            OutForDelivery 2026-11-02 never
            Shipped  never
            """, replayed: "2026-11-02 12:30");
    }

    [Fact]
    public void What_was_not_asked_for_is_remembered_and_not_told() =>
        Tells(Shipped(), "2026-11-02 01:05", "Shipped  never", wanted: [NoticeKind.Delivered]);

    private static void Tells(History history, string now, string expected, params (NoticeKind, string)[] told) => Tells(history, now, expected, null, null, told);

    private static void Tells(History history, string now, string expected, HashSet<NoticeKind>? wanted = null, string? replayed = null, params (NoticeKind, string)[] told)
    {
        var parcel = new Parcel { Id = 1, RegisteredAt = History.At("2026-11-01 00:00"), Destination = "BR" };
        var decided = NoticePlan.Decide(parcel, NoticePlan.Of(history.Timeline(), history.Inspect(now).Findings), wanted ?? All, told,
            replayed is null ? null : History.At(replayed), new QuietHours(default, default, [DateTimeZone.Utc]), Duration.FromMinutes(2), History.At(now));
        Assert.Equal(expected.ReplaceLineEndings("\n"), string.Join('\n', decided.OrderBy(one => one.Notice.Kind.ToString(), StringComparer.Ordinal)
            .Select(one => $"{one.Notice.Kind} {one.Notice.Occasion} {(one.DueAt is { } due ? "at " + due : "never")}")));
    }
}
