using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

public sealed class AdmissionTests
{
    private static History Reused() => new History("DE", "DE").Leg("gls", "00340434161094042557")
        .Says("2024-03-01 10:00 +01:00", Milestone.Accepted, "DE Bonn")
        .Says("2024-03-02 10:00 +01:00", Milestone.Delivered, "DE Kiel")
        .Says("2026-11-05 10:00 +01:00", Milestone.Accepted, "DE Ulm");

    [Fact]
    public void A_number_used_again_after_years_shows_the_parcel_of_the_order_and_says_what_it_refused()
    {
        var timeline = Reused().Parcel(parcel => parcel with { OrderedAt = History.At("2026-11-04 08:00") }).Timeline();
        Assert.Equal("2026-11-05 10:00 +01 Accepted → Accepted, DE Ulm, gls", timeline.Text());
        var refusal = Assert.Single(timeline.Refused);
        Assert.Equal((RefusalReason.EarlierParcel, 2, false, "2024-03-01 10:00 +01", "2024-03-02 10:00 +01"),
            (refusal.Reason, refusal.Statements, refusal.IsAll, refusal.First.ToString(), refusal.Last.ToString()));
        Assert.Equal(timeline.Text(), Reused().Timeline().Text());
    }

    [Fact]
    public void A_parcel_delivered_long_ago_is_not_moved_by_the_next_one_under_its_number()
    {
        var timeline = Reused().Parcel(parcel => parcel with { OrderedAt = History.At("2024-02-28 08:00"), RegisteredAt = History.At("2024-02-28 09:00") }).Timeline();
        Assert.Equal((Stage.Delivered, RefusalReason.LaterParcel), (timeline.Stage, Assert.Single(timeline.Refused).Reason));
    }

    [Fact]
    public void What_happened_days_before_the_order_was_placed_is_refused_and_what_the_shop_registered_late_is_not()
    {
        var history = new History("DE", "DE").Leg("gls", "00340434161094042557")
            .Says("2026-11-01 10:00 +01:00", Milestone.Delivered, "DE Kiel")
            .Says(null, Milestone.Notified);
        Assert.Equal(Stage.Delivered, history.Timeline().Stage);
        var timeline = history.Parcel(parcel => parcel with { OrderedAt = History.At("2026-11-10 08:00") }).Timeline();
        Assert.Empty(timeline.Lines);
        Assert.Equal((RefusalReason.BeforeOrder, 2, true), (timeline.Refused[0].Reason, timeline.Refused[0].Statements, timeline.Refused[0].IsAll));
    }

    [Fact]
    public void An_answer_about_a_parcel_to_another_country_is_refused_whole_and_an_overseas_territory_is_none()
    {
        static History To(string destination) => new History("CN", "FR").Leg("seventeentrack", "LP00123456789012")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN").Summary("seventeentrack", destination: destination, proof: new() { City = "Lille" });
        Assert.Equal((RefusalReason.OtherDestination, "BR"), (Assert.Single(To("BR").Timeline().Refused).Reason, To("BR").Timeline().Refused[0].Destination));
        Assert.Null(To("BR").Timeline().Stage);
        foreach (var own in new[] { "FR", "RE", "CN" })
            Assert.Equal(Stage.Accepted, To(own).Timeline().Stage);
        Assert.Equal(Stage.InTransit, To("BR").Says("2026-11-06 08:10 +01:00", Milestone.ArrivedSorting, "FR Lille").Timeline().Stage);
    }

    [Fact]
    public void Under_a_number_that_a_person_attached_everything_is_admitted()
    {
        var history = Reused().Attached();
        Assert.Equal(3, history.Timeline().Lines.Count);
        Assert.Empty(history.Timeline().Refused);
    }

    [Fact]
    public void Other_sources_and_numbers_are_judged_by_what_they_say_themselves()
    {
        var timeline = Reused().Parcel(parcel => parcel with { OrderedAt = History.At("2026-11-04 08:00") })
            .Leg("dpd", "01234567890123", LegRole.LastMile)
            .Says("2026-11-07 10:00 +01:00", Milestone.Delivered, "DE Ulm").Timeline();
        Assert.Equal(2, timeline.Lines.Count);
        Assert.Equal("gls", Assert.Single(timeline.Refused).Source.Value);
    }
}
