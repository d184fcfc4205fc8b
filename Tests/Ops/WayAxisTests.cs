using System.Globalization;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;
using static Tracking.Portal.Ops.WayAxisView;

namespace Tracking.Tests.Ops;

/// <summary>A parcel's way as drawn on one axis of time.</summary>
public sealed class WayAxisTests
{
    private static History Arrived() => new History().Leg("cainiao").Parcel(parcel => parcel with { Value = 80, Currency = "EUR" }).Learned(GivenLanes.Usual())
        .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
        .Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen")
        .Says("2026-11-08 03:00 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba", wording: "Chegou <b>");

    private static WayAxisView Draw(History history, string now, DateTimeZone? zone = null, UsualSilence? usual = null, LearnedLanes? learned = null) =>
        WayAxisView.Of(history.Timeline(), history.Legs, usual, UsualScans.Of(history.Timeline(), learned ?? LearnedLanes.Empty), LaneNorms.Default, History.At(now), zone ?? DateTimeZone.Utc, NameOf)!;

    private static string NameOf(CarrierId carrier) => char.ToUpperInvariant(carrier.Value[0]) + carrier.Value[1..];

    private static UsualSilence? UsualOf(History history, string now)
    {
        var situation = history.Situation(History.At(now));
        return UsualSilence.Of(situation.Timeline, Inspection.Of(situation).Findings, Inspection.WhyNot(situation));
    }

    [Fact]
    public void Scans_stand_where_time_puts_them_each_with_the_form_of_its_milestone()
    {
        var lane = Assert.Single(Draw(Arrived(), "2026-11-12 00:00").Lanes);
        Assert.Equal([MarkKind.Scan, MarkKind.Border, MarkKind.Border], lane.Marks.Select(mark => mark.Kind));
        // From 2 November 00:10 to 12 November 00:00: the first is at the margin, the others as far on as their share of the time.
        Assert.Equal(1.5, lane.Marks[0].X, 3);
        Assert.Equal(1.5 + 97 * 60.8333 / 239.8333, lane.Marks[1].X, 1);
        Assert.Equal("2026-11-08 03:00 -03:00 · stated · Arrived inward office · Cainiao", lane.Marks[2].Head);
        Assert.Equal("BR Curitiba · Chegou <b>", lane.Marks[2].Text);
    }

    [Fact]
    public void Behind_a_silence_stands_what_is_usual_there_by_the_rule_that_judges_it_late_or_not()
    {
        foreach (var now in new[] { "2026-11-09 12:00", "2026-11-18 12:00" })
        {
            var history = Arrived();
            var usual = UsualOf(history, now);
            Assert.Equal(History.At("2026-11-08 06:00"), usual!.Since);
            var view = Draw(history, now, usual: usual);
            var band = Assert.Single(Assert.Single(view.Lanes).Usual);
            Assert.Equal(view.Lanes[0].Marks[2].X, band.X, 3);
            Assert.True(band.X < band.Half && band.Half < band.By);
            Assert.Contains($"95 of 100 within {usual.Usual!.P95.ToString("0.#", CultureInfo.InvariantCulture)}, by {Words.Minute(usual.By)}", band.Says);
            Assert.Contains("parcels of Cainiao · CN → BR", band.Says);
            // An axis that ends before the usual wait does would not show it.
            Assert.True(band.By <= 100 - 1.5 + 0.001);
        }
    }

    [Fact]
    public void What_is_borrowed_from_others_is_not_told_as_the_lanes_own()
    {
        var history = new History().Leg("correios").Learned(GivenLanes.Usual()).Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen").Says("2026-11-08 03:00 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba");
        var band = Assert.Single(Draw(history, "2026-11-09 12:00", usual: UsualOf(history, "2026-11-09 12:00")).Lanes).Usual.Single();
        Assert.Matches("learned from 0 parcels of Correios · CN → BR, for the rest from [0-9]+ of all carriers$", band.Says);
    }

    [Fact]
    public void Where_nothing_was_learned_the_built_in_threshold_is_named_as_such()
    {
        var history = Arrived().Learned(LearnedLanes.Empty);
        var band = Assert.Single(Draw(history, "2026-11-09 12:00", usual: UsualOf(history, "2026-11-09 12:00")).Lanes).Usual.Single();
        Assert.Null(band.Half);
        Assert.Contains("10 days, to 2026-11-18 06:00 UTC, a built-in threshold", band.Says);
    }

    [Fact]
    public void A_gap_between_two_scans_and_one_that_is_still_open_are_drawn_as_gaps_and_said_in_words()
    {
        var history = new History().Leg("cainiao").Says("2026-11-01 10:00 +08:00", Milestone.Accepted, "CN Shenzhen").Says("2026-11-09 10:00 +08:00", Milestone.ArrivedSorting, "CN Shenzhen")
            .Says("2026-11-10 10:00 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen");
        var view = Draw(history, "2026-11-22 02:00");
        var bars = Assert.Single(view.Lanes).Bars;
        Assert.Equal([BarKind.Gap, BarKind.Held, BarKind.Gap], bars.Select(bar => bar.Kind));
        Assert.Equal(view.Now!.Value, bars[2].X + bars[2].Width, 2);
        Assert.Contains(view.Says, sentence => sentence.StartsWith("Cainiao: Gap: left the country, not scanned in another: 12 days, ", StringComparison.Ordinal));
        Assert.Contains("Cainiao: No scan: 8 days, 2026-11-01 02:00 UTC to 2026-11-09 02:00 UTC.", view.Says);
    }

    [Fact]
    public void Where_the_lane_was_learned_a_gap_is_what_took_longer_than_is_usual_and_that_stands_behind_it()
    {
        // Six days and a bit are usual after a scan there: five are none, ten are a gap.
        var history = new History().Leg("cainiao").Says("2026-11-02 10:00 +08:00", Milestone.Accepted, "CN Shenzhen").Says("2026-11-07 10:00 +08:00", Milestone.ArrivedSorting, "CN Shenzhen")
            .Says("2026-11-17 10:00 +08:00", Milestone.ArrivedSorting, "CN Guangzhou");
        var lane = Assert.Single(Draw(history, "2026-11-18 02:00", learned: GivenLanes.Usual()).Lanes);
        Assert.Equal([BarKind.Held, BarKind.Gap, BarKind.Unproven], lane.Bars.Select(bar => bar.Kind));
        var band = Assert.Single(lane.Usual);
        Assert.Equal(lane.Bars[1].X, band.X, 3);
        Assert.True(band.By > band.X && band.By < lane.Bars[1].X + lane.Bars[1].Width);
        // The same without what was learned: five days are a gap by the built-in threshold.
        Assert.Equal([BarKind.Gap, BarKind.Gap, BarKind.Unproven], Assert.Single(Draw(history, "2026-11-18 02:00").Lanes).Bars.Select(bar => bar.Kind));
    }

    [Fact]
    public void Each_leg_has_its_lane_first_carrier_first_and_the_passing_leads_from_one_to_the_other()
    {
        var history = new History().Leg("usps", "92612999974445100012", LegRole.LastMile).Says("2026-11-09 09:00 -05:00", Milestone.ArrivedDelivery, "US Hernando")
            .Leg("yunexpress", "YT2600000000000001", LegRole.FirstMile).Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen").Says("2026-11-07 08:10 -05:00", Milestone.HandedOver, "US New York")
            .Leg("fedex", "999999999999", LegRole.LastMile);
        var view = Draw(history, "2026-11-10 00:00");
        Assert.Equal(["Yunexpress", "Usps", "Fedex"], view.Lanes.Select(lane => lane.Carrier));
        Assert.Equal([2, 1, 0], view.Lanes.Select(lane => lane.Marks.Count));
        var passing = Assert.Single(view.Passings);
        Assert.True(passing.FromX < passing.ToX && passing.FromY < passing.ToY);
        Assert.Equal(view.Height, view.Lanes.Sum(lane => lane.Height) + Head + Foot);
    }

    [Fact]
    public void One_event_stands_in_the_middle_of_a_day_and_nothing_at_all_is_not_drawn()
    {
        var one = Draw(new History().Leg("cainiao").Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen"), "2026-11-02 00:10");
        Assert.Equal(50, Assert.Single(Assert.Single(one.Lanes).Marks).X, 2);
        Assert.NotEmpty(one.Ticks);
        Assert.Null(WayAxisView.Of(new History().Leg("cainiao").Says(null, Milestone.Accepted, "CN Shenzhen").Timeline(), [], null, new Dictionary<EventKey, Instant>(), LaneNorms.Default, History.At("2026-11-02 00:10"), DateTimeZone.Utc, NameOf));
    }

    [Fact]
    public void A_very_long_history_stays_within_the_drawing_and_loses_no_line()
    {
        var history = new History().Leg("cainiao");
        for (var i = 0; i < 600; i++)
            history.Says($"2026-{1 + i / 60:00}-{1 + i % 28:00} {i % 24:00}:{i % 60:00} +08:00", i % 2 == 0 ? Milestone.ArrivedTransitOffice : Milestone.DepartedTransitOffice, $"CN Depot{i % 9}", wording: $"scan {i}");
        var view = Draw(history, "2026-11-22 00:00");
        var lane = Assert.Single(view.Lanes);
        Assert.Equal(history.Timeline().Lines.Count, lane.Marks.Sum(mark => 1 + mark.Folded));
        Assert.All(lane.Marks, mark => Assert.InRange(mark.X, 0, 100));
        Assert.All(lane.Bars, bar => Assert.InRange(bar.X + bar.Width, 0, 100));
        Assert.InRange(view.Ticks.Count, 2, 13);
        Assert.True(lane.Height <= Name + 4 * Row + 8);
    }

    [Fact]
    public void Of_many_lines_at_once_the_one_that_ends_the_journey_is_the_one_that_shows()
    {
        var history = new History().Leg("cainiao").Says("2026-11-02 10:00 +08:00", Milestone.Accepted, "CN Shenzhen");
        foreach (var (minute, milestone) in new[] { (1, Milestone.ArrivedSorting), (2, Milestone.DepartedSorting), (3, Milestone.ArrivedDelivery), (4, Milestone.OutForDelivery), (5, Milestone.Delivered), (6, Milestone.Notified) })
            history.Says($"2026-11-12 10:0{minute} -03:00", milestone, "BR Curitiba");
        var marks = Assert.Single(Draw(history, "2026-11-20 00:00").Lanes).Marks;
        Assert.Equal([MarkKind.Scan, MarkKind.Scan, MarkKind.Scan, MarkKind.Scan, MarkKind.End], marks.Select(mark => mark.Kind));
        Assert.Equal(2, marks[^1].Folded);
        Assert.Equal(history.Timeline().Lines.Single(line => line.Milestone is Milestone.Delivered).Key, marks[^1].Key);
    }

    [Fact]
    public void A_clock_that_is_wildly_wrong_is_counted_instead_of_squeezing_the_rest()
    {
        var view = Draw(Arrived().Says("2031-01-01 00:00 -03:00", Milestone.OutForDelivery, "BR Curitiba", received: "2026-11-09 00:00"), "2026-11-12 00:00");
        Assert.Equal(3, Assert.Single(view.Lanes).Marks.Count);
        Assert.Contains("1 line is not drawn: no readable time, or one far from the others.", view.Says);
    }

    [Fact]
    public void A_day_without_an_hour_is_drawn_over_all_moments_that_are_possible()
    {
        var mark = Assert.Single(Assert.Single(Draw(new History().Leg("cainiao").Says("2026-11-05", Milestone.Accepted, "CN Shenzhen"), "2026-11-08 00:00").Lanes).Marks);
        Assert.True(mark.Vague!.Value.From < mark.X && mark.X < mark.Vague.Value.To);
    }

    [Fact]
    public void Days_begin_in_the_chosen_zone()
    {
        var (utc, tokyo) = (Draw(Arrived(), "2026-11-12 00:00"), Draw(Arrived(), "2026-11-12 00:00", DateTimeZoneProviders.Tzdb["Asia/Tokyo"]));
        Assert.Contains(utc.Ticks, tick => tick.Text == "3 Nov");
        // Nine hours of almost ten days earlier.
        Assert.Equal(utc.Ticks.Single(tick => tick.Text == "4 Nov").X - 97 * 9 / 239.8333, tokyo.Ticks.Single(tick => tick.Text == "4 Nov").X, 1);
    }

    [Fact]
    public void A_parcel_that_is_over_ends_its_axis_with_its_last_news()
    {
        var view = Draw(Arrived().Says("2026-11-12 11:00 -03:00", Milestone.Delivered, "BR Curitiba"), "2027-06-01 00:00");
        Assert.Null(view.Now);
        Assert.Equal(98.5, Assert.Single(view.Lanes).Marks[^1].X, 2);
        Assert.Equal(MarkKind.End, view.Lanes[0].Marks[^1].Kind);
    }

    [Fact]
    public async Task Every_mark_is_a_link_to_its_line_that_says_its_words_and_one_of_them_is_a_stop_of_the_tab_key()
    {
        await using var page = new BunitContext();
        page.JSInterop.Mode = JSRuntimeMode.Loose;
        page.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 18, 12, 0, 0, TimeSpan.Zero))).AddSingleton(LaneNorms.Default).AddSingleton(new CarrierRegistry()).AddSingleton<CarrierPages>();
        page.AddAuthorization().SetAuthorized("mara@example.test").SetRoles(nameof(Role.Agent));
        var history = Arrived();
        var shown = page.Render<WayAxis>(parameters => parameters.Add(one => one.ParcelId, 7).Add(one => one.Timeline, history.Timeline())
            .Add(one => one.Legs, history.Situation(History.At("2026-11-18 12:00")).Legs).Add(one => one.Usual, UsualOf(history, "2026-11-18 12:00")));
        var marks = shown.FindAll("a.mark");
        Assert.Equal(history.Timeline().Lines.Select(line => $"/ops/parcels/7#line-{line.Key}"), marks.Select(mark => mark.GetAttribute("href")));
        Assert.Contains("Chegou <b>", marks[2].GetAttribute("aria-label"));
        Assert.Equal(["-1", "-1", "0"], marks.Select(mark => mark.GetAttribute("tabindex")));
        Assert.NotEmpty(shown.FindAll("rect.usual"));
        Assert.Contains("95 of 100 within ", shown.Find("details ul").TextContent);
        Assert.StartsWith("Cainiao · ", shown.Find("text.name").TextContent);
    }
}
