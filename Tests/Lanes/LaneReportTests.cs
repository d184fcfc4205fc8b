using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Lanes;

/// <summary>What the report on lanes counts, and how surely it says it.</summary>
public sealed class LaneReportTests
{
    private static readonly LocalDate First = new(2026, 9, 1);
    private static readonly LaneKey Lane = new("usps", "US", "US", "");

    private static Transit Came(int day, int? tried = null) => new(Lane, First, 0, day, TransitEnd.Delivered, First.PlusDays(tried ?? day));

    private static LaneMonth Counted(params Transit[] transits)
    {
        var month = new LaneMonth();
        foreach (var transit in transits)
            month.Count(transit, null, false, null);
        return month;
    }

    [Fact]
    public void A_parcel_is_counted_from_its_hand_over_to_its_delivery_under_the_carrier_that_took_it()
    {
        var timeline = new History("US", "US").Leg("usps").Says("2026-09-01 08:00 +00:00", Milestone.PreAdvised, "US").Says("2026-09-02 23:00 +00:00", Milestone.Accepted, "US")
            .Says("2026-09-05 10:00 +00:00", Milestone.AttemptFailed, "US").Says("2026-09-07 10:00 +00:00", Milestone.Delivered, "US").Timeline();
        var transit = Transit.Of(timeline, new(2026, 9, 1, 0, 0), new(2026, 9, 20, 0, 0))!.Value;
        Assert.Equal(new Transit(Lane, new(2026, 9, 2), 0, 5, TransitEnd.Delivered, new LocalDate(2026, 9, 5)), transit);
        // Who begins to watch after the delivery would count deliveries only.
        Assert.Null(Transit.Of(timeline, new(2026, 9, 8, 0, 0), new(2026, 9, 20, 0, 0)));
        Assert.Equal(2, Transit.Of(timeline, new(2026, 9, 4, 0, 0), new(2026, 9, 20, 0, 0))!.Value.WatchedFrom);
        Assert.Null(Transit.Of(new History("US", "US").Leg("usps").Says("2026-09-01 08:00 +00:00", Milestone.PreAdvised, "US").Timeline(), new(2026, 9, 1, 0, 0), new(2026, 9, 20, 0, 0)));
    }

    [Fact]
    public void In_time_is_judged_once_the_promised_day_was_met_or_is_over()
    {
        var waiting = new Transit(Lane, First, 0, 4, TransitEnd.Waiting, null);
        Assert.Equal(((bool?)null, (bool?)false, (bool?)true), (waiting.DeliveredBy(First.PlusDays(4)), waiting.DeliveredBy(First.PlusDays(3)), Came(4).DeliveredBy(First.PlusDays(4))));
        Assert.Equal((true, false), (Came(6, tried: 4).AttemptedBy(First.PlusDays(4))!.Value, Came(6, tried: 4).DeliveredBy(First.PlusDays(4))!.Value));
    }

    [Theory]
    [InlineData(12, 6, Lateness.Buyer)]
    [InlineData(12, null, Lateness.Carrier)]
    public void Lateness_is_the_buyers_after_an_attempt_in_time_and_the_carriers_after_a_hand_over_in_time(int came, int? tried, Lateness cause)
    {
        var usual = GivenLanes.Learn([new(Phase.Accepted, Until.Delivery, JourneyKind.Domestic)], Lane, 400, _ => 3).Find(new(Phase.Accepted, Until.Delivery, JourneyKind.Domestic), Lane);
        Assert.Equal(cause, Came(came, tried).CauseOf(First.PlusDays(8), usual));
        // Promised for the next day, where three working days are usual: too late already when it was handed over.
        Assert.Equal(Lateness.Seller, Came(came, came).CauseOf(First.PlusDays(1), usual));
        Assert.Equal(Lateness.Unknown, Came(came, came).CauseOf(First.PlusDays(1), null));
    }

    [Fact]
    public void Parcels_still_out_count_as_long_as_they_were_watched()
    {
        // Of ten, two came on day 2; two were last heard of on day 3, still out; three of the six left came on day 4.
        var curve = TransitCurve.Of(Counted([.. Enumerable.Repeat(Came(2), 2), .. Enumerable.Repeat(new Transit(Lane, First, 0, 3, TransitEnd.Waiting, null), 2),
            .. Enumerable.Repeat(Came(4), 3), .. Enumerable.Repeat(new Transit(Lane, First, 0, 9, TransitEnd.NeverDelivered, null), 3)]));
        Assert.Equal([0, 0, 0.2, 0.2, 0.6], curve.Points.Take(5).Select(point => Math.Round(point.Came, 9)));
        Assert.Equal([10, 10, 10, 8, 6], curve.Points.Take(5).Select(point => point.AtRisk));
        Assert.Equal((4, null), (curve.DayBy(0.5), curve.DayBy(0.9)));
    }

    [Fact]
    public void An_interval_is_Greenwoods_on_the_scale_of_log_minus_log()
    {
        var point = TransitCurve.Of(Counted([.. Enumerable.Repeat(Came(2), 5), .. Enumerable.Repeat(Came(9), 5)])).Points[2];
        // S = 0.5, variance of ln S = 5 / (10 · 5) = 0.1; 0.5 ^ exp(±1.96 · √0.1 / ln 2).
        Assert.Equal((0.5, 0.2468, 0.8164), (point.Came, Math.Round(point.Low, 4), Math.Round(point.High, 4)));
    }

    [Fact]
    public void A_parcel_registered_late_counts_from_then_on_only()
    {
        var early = Counted([.. Enumerable.Repeat(Came(2), 10), .. Enumerable.Repeat(Came(6), 10)]);
        var late = Counted([.. Enumerable.Repeat(Came(2), 10), .. Enumerable.Repeat(Came(6), 10), .. Enumerable.Repeat(Came(6) with { WatchedFrom = 5 }, 40)]);
        Assert.Equal(TransitCurve.Of(early).Points[2].Came, TransitCurve.Of(late).Points[2].Came);
        Assert.Equal(50, TransitCurve.Of(late).Points[5].AtRisk);
    }

    [Fact]
    public void Only_parcels_watched_from_their_hand_over_on_are_judged_against_the_promise()
    {
        var month = new LaneMonth();
        month.Count(Came(9), First.PlusDays(4), false, null);
        month.Count(Came(9) with { WatchedFrom = 3 }, First.PlusDays(4), false, null);
        Assert.Equal((2, 1, 0, 1), (month.Parcels, month.Judged, month.InTime, month.LateBy(Lateness.Unknown)));
    }

    [Fact]
    public void Months_add_up_and_a_table_for_other_programs_has_no_formula_in_it()
    {
        var (one, other) = (Counted(Came(2), Came(3)), Counted(Came(2)));
        var sum = LaneMonth.Sum([one, other]);
        Assert.Equal((3, 2, 1), (sum.Parcels, sum.Delivered[2], sum.Delivered[3]));
        var csv = LaneReportView.ToCsv([new LaneMonthRow("=cmd()", "US", "US", First, sum)]);
        Assert.Equal("\"'=cmd()\",US,US,2026-09,3,,,0,0,0,0,0,0,0,0,0,0.0000,0.0000,0.5615", csv.Split("\r\n")[1]);
    }

    [Fact]
    public void An_address_says_what_is_compared_and_what_it_says_wrongly_is_left_out()
    {
        var view = LaneReportView.Of("CN-BR-SP", 13, "cainiao");
        Assert.Equal((("CN", "BR-SP"), 13, "cainiao"), (view.Lane!.Value, view.Months, view.Carrier));
        Assert.Equal("/ops/lanes?lane=CN-BR-SP&months=13&carrier=cainiao", view.ToUrl());
        Assert.Equal(new LaneReportView(), LaneReportView.Of("nowhere", 5, " "));
        Assert.Equal(new LocalDate(2026, 9, 1), new LaneReportView().Since(new(2026, 11, 26)));
    }
}
