using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

public sealed class TimelineTests
{
    private static void Shows(History history, string expected) => Assert.Equal(expected.ReplaceLineEndings("\n"), history.Timeline().Text());

    [Fact]
    public void A_parcel_across_a_border_moves_through_one_timeline()
    {
        var history = new History().Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen")
            .Says("2026-11-08 03:20 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba")
            .Says("2026-11-08 09:00 -03:00", Milestone.CustomsPresented, "BR Curitiba")
            .Says("2026-11-10 17:45 -03:00", Milestone.CustomsReleased, "BR Curitiba");
        Shows(history, """
            2026-11-02 08:10 +08 Accepted → Accepted, CN Shenzhen, cainiao
            2026-11-04 21:00 +08 DepartedOutwardOffice → InTransit, CN Shenzhen, cainiao
            2026-11-08 03:20 -03 ArrivedInwardOffice → InTransit, BR Curitiba, cainiao
            2026-11-08 09:00 -03 CustomsPresented → Customs, BR Curitiba, cainiao
            2026-11-10 17:45 -03 CustomsReleased → InTransit, BR Curitiba, cainiao
            """);
        Assert.Equal("Label skipped · Accepted done · InTransit done · Customs done · InCountry now · OutForDelivery next · Delivered next", history.Timeline().Bar());
    }

    [Fact]
    public void What_is_told_late_and_out_of_order_stands_in_its_place()
    {
        var history = new History("DE", "DE").Leg("dhl-unified", "00340434161094042557")
            .Says("2026-11-03 12:00 +01:00", Milestone.Delivered, "DE Kiel")
            .Says("2026-11-02 08:10 +01:00", Milestone.Accepted, "DE Bonn", received: "2026-11-03 18:00")
            .Says("2026-11-03 07:30 +01:00", Milestone.OutForDelivery, "DE Kiel", received: "2026-11-04 06:00");
        Shows(history, """
            2026-11-02 08:10 +01 Accepted → Accepted, DE Bonn, dhl-unified
            2026-11-03 07:30 +01 OutForDelivery → OutForDelivery, DE Kiel, dhl-unified
            2026-11-03 12:00 +01 Delivered → Delivered, DE Kiel, dhl-unified
            """);
        Assert.Equal("Label skipped · Accepted done · InTransit skipped · OutForDelivery done · Delivered done", history.Timeline().Bar());
    }

    [Fact]
    public void A_clock_without_a_place_is_read_though_the_nearest_that_has_one_is_months_away()
    {
        var timeline = new History("US", "US").Leg("fedex")
            .Says("2026-11-02 08:10 ?", Milestone.Accepted)
            .Says("2027-01-15 12:00 -06:00", Milestone.Delivered, "US Memphis").Timeline();
        Assert.Equal([Milestone.Accepted, Milestone.Delivered], timeline.Lines.Select(line => line.Milestone!.Value));
        Assert.Null(timeline.Lines[0].Time!.Value.Instant);
    }

    [Fact]
    public void A_push_told_twice_is_told_once()
    {
        var history = new History("DE", "DE").Leg("dhl-unified", "00340434161094042557");
        for (var i = 0; i < 2; i++)
            history.Says("2026-11-03 12:00 +01:00", Milestone.Delivered, "DE Kiel", received: $"2026-11-03 1{i + 1}:05");
        Assert.Equal(History.At("2026-11-03 11:05"), Assert.Single(Assert.Single(history.Timeline().Lines).Sources).ReceivedAt);
    }

    [Fact]
    public void A_first_carrier_that_signs_when_the_next_one_takes_over_does_not_end_the_parcel()
    {
        var history = new History("CN", "CN")
            .Leg("sto", "773012345678901", LegRole.FirstMile)
            .Says("2026-11-02 09:00 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Says("2026-11-03 14:11 +08:00", Milestone.Delivered, "CN Beijing", wording: "签收 转EMS1133969112997")
            .Leg("ems", "1133969112997", LegRole.LastMile)
            .Says("2026-11-03 16:00 +08:00", Milestone.Accepted, "CN Beijing");
        Shows(history, """
            2026-11-02 09:00 +08 Accepted → Accepted, CN Shenzhen, sto
            2026-11-03 14:11 +08 HandedOver → InTransit, CN Beijing, sto
            2026-11-03 16:00 +08 Accepted → InTransit, CN Beijing, ems
            """);
        var handover = Assert.Single(history.Timeline().Handovers);
        Assert.Equal(("sto", "2026-11-03 14:11 +08", "ems", "2026-11-03 16:00 +08"),
            (handover.From.Value, handover.GivenAt.ToString(), handover.To.Value, handover.TakenAt.ToString()));
    }

    [Fact]
    public void A_first_carrier_that_signs_after_the_second_has_delivered_does_not_reopen_the_parcel()
    {
        var history = new History("CN", "CN")
            .Leg("sto", "773012345678901", LegRole.WholeWay)
            .Says("2026-11-02 09:00 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Says("2026-11-05 14:11 +08:00", Milestone.Delivered, wording: "签收 转EMS1133969112997")
            .Leg("ems", "1133969112997", LegRole.LastMile)
            .Says("2026-11-05 12:25 +08:00", Milestone.Delivered, "CN Beijing");
        Shows(history, """
            2026-11-02 09:00 +08 Accepted → Accepted, CN Shenzhen, sto
            2026-11-05 12:25 +08 Delivered → Delivered, CN Beijing, ems
            [2026-11-05 14:11 +08 HandedOver → Delivered, sto]
            """);
    }

    [Fact]
    public void A_first_mile_carriers_delivery_is_a_hand_over_while_another_carrier_comes_after_it() => Assert.Equal((Stage.InTransit, Milestone.HandedOver), Of(
        new History("CN", "CN")
            .Leg("sto", "773012345678901", LegRole.FirstMile)
            .Says("2026-11-03 14:11 +08:00", Milestone.Delivered, "CN Beijing")
            .Leg("ems", "1133969112997", LegRole.LastMile)));

    [Fact]
    public void Scans_of_the_first_carrier_days_after_the_last_one_has_delivered_do_not_reopen_the_parcel() => Assert.Equal((Stage.Delivered, Milestone.Delivered), Of(
        new History("CN", "CN")
            .Leg("sto", "773012345678901", LegRole.FirstMile)
            .Says("2026-11-09 14:11 +08:00", Milestone.ArrivedSorting, "CN Beijing")
            .Leg("ems", "1133969112997", LegRole.LastMile)
            .Says("2026-11-05 12:25 +08:00", Milestone.Delivered, "CN Beijing")));

    [Fact]
    public void Another_content_has_another_hash()
    {
        static string Hash(string? wording, string received, bool retold)
        {
            var history = new History().Leg("cainiao").Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN", wording: wording, received: received);
            return (retold ? history.Retells("seventeentrack", "2026-11-02 08:10 +08:00", Milestone.Accepted, received: received) : history).Timeline().ContentHash();
        }

        var hashes = new[]
        {
            Hash(null, "2026-11-02 01:00", false), Hash("", "2026-11-02 01:00", false), Hash("揽收", "2026-11-02 01:00", false),
            Hash(null, "2026-11-02 01:01", false), Hash(null, "2026-11-02 01:00", true),
        };
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], Hash(null, "2026-11-02 01:00", false));
        Assert.Matches("^[0-9a-f]{64}$", hashes[0]);
    }

    [Fact]
    public void A_give_without_a_take_names_the_last_proven_holder()
    {
        var timeline = new History()
            .Leg("cainiao", role: LegRole.FirstMile)
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Says("2026-11-09 08:10 -03:00", Milestone.HandedOver, "BR")
            .Leg("correios", "NX123456785BR", LegRole.LastMile)
            .Says("2026-11-10 08:10 -03:00", Milestone.PreAdvised, "BR").Timeline();
        var handover = Assert.Single(timeline.Handovers);
        Assert.Null(handover.TakenLine);
        Assert.Equal(timeline.Lines[1].Key, handover.GivenLine);
        Assert.Equal("cainiao", timeline.LastHolder?.Value);
    }

    [Fact]
    public void A_take_without_a_give_rests_on_the_last_scan_before_it()
    {
        var timeline = new History()
            .Leg("cainiao", role: LegRole.FirstMile)
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Leg("correios", "NX123456785BR", LegRole.LastMile)
            .Says("2026-11-10 08:10 -03:00", Milestone.ArrivedSorting, "BR").Timeline();
        var handover = Assert.Single(timeline.Handovers);
        Assert.Equal((timeline.Lines[0].Key, timeline.Lines[1].Key), (handover.GivenLine!.Value, handover.TakenLine!.Value));
    }

    [Fact]
    public void Plans_and_estimates_move_nothing() => Shows(
        new History("DE", "DE").Leg("dhl-unified", "00340434161094042557")
            .Says("2026-11-02 08:10 +01:00", Milestone.Accepted, "DE")
            .Says("2026-11-04 12:00 +01:00", Milestone.Delivered, "DE", @class: EventClass.Planned, received: "2026-11-02 08:00")
            .Says("2026-11-03 12:00 +01:00", Milestone.OutForDelivery, "DE", @class: EventClass.Estimated, received: "2026-11-02 08:00"),
        """
        2026-11-02 08:10 +01 Accepted → Accepted, DE, dhl-unified
        [2026-11-03 12:00 +01 OutForDelivery (Estimated) → Accepted, DE, dhl-unified]
        [2026-11-04 12:00 +01 Delivered (Planned) → Accepted, DE, dhl-unified]
        """);

    [Fact]
    public void A_clock_more_than_a_quarter_hour_ahead_of_its_telling_moves_nothing() => Shows(
        new History("DE", "DE").Leg("dhl-unified", "00340434161094042557")
            .Says("2026-11-02 08:10 +01:00", Milestone.Accepted, "DE", received: "2026-11-02 07:00")
            .Says("2026-11-04 12:00 +01:00", Milestone.Delivered, "DE", received: "2026-11-02 08:00"),
        """
        2026-11-02 08:10 +01 Accepted → Accepted, DE, dhl-unified
        [2026-11-04 12:00 +01 Delivered → Accepted, DE, dhl-unified]
        """);

    [Fact]
    public void A_delivery_only_hinted_at_does_not_become_the_stage_until_it_is_confirmed()
    {
        var history = new History("US", "US").Leg("ups", "1Z999AA10123456784")
            .Says("2026-11-02 08:10 -05:00", Milestone.OutForDelivery, "US")
            .Says("2026-11-02 12:10 -05:00", Milestone.Delivered, "US", trust: Trust.Hint);
        Shows(history, """
            2026-11-02 08:10 -05 OutForDelivery → OutForDelivery, US, ups
            [2026-11-02 12:10 -05 Delivered → OutForDelivery, US, ups ?]
            """);
        Assert.Equal((Stage.OutForDelivery, Milestone.Delivered), (history.Timeline().Stage, history.Timeline().Unconfirmed));
        history.Says("2026-11-02 12:10 -05:00", Milestone.Delivered, "US");
        Assert.Equal((Stage.Delivered, null), (history.Timeline().Stage, history.Timeline().Unconfirmed));
    }

    [Fact]
    public void Customs_at_the_gateway_is_where_the_bar_stands_until_the_parcel_has_left_it()
    {
        var history = new History("DE", "CH").Leg("dhl-unified")
            .Says("2026-11-17 10:41 +01:00", Milestone.Accepted, "DE Dresden")
            .Says("2026-11-19 15:44 +01:00", Milestone.ArrivedSorting, "CH Basel")
            .Says("2026-11-20 11:12 +01:00", Milestone.CustomsHeld, "CH Basel");

        Assert.Equal("Label skipped · Accepted done · InTransit done · Customs now · InCountry next · OutForDelivery next · Delivered next", history.Timeline().Bar());

        history.Says("2026-11-21 06:00 +01:00", Milestone.ArrivedSorting, "CH Basel");
        Assert.Equal("Label skipped · Accepted done · InTransit done · Customs done · InCountry now · OutForDelivery next · Delivered next", history.Timeline().Bar());
    }

    [Fact]
    public void Customs_told_before_arrival_does_not_move_the_bar()
    {
        var history = new History("CN", "US").Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Says("2026-11-03 08:10 +08:00", Milestone.FlightDeparted, "CN")
            .Says("2026-11-02 21:00 -05:00", Milestone.CustomsReleased, "US")
            .Says("2026-11-03 20:00 -05:00", Milestone.FlightArrived, "US");
        Shows(history, """
            2026-11-02 08:10 +08 Accepted → Accepted, CN, cainiao
            2026-11-03 08:10 +08 FlightDeparted → InTransit, CN, cainiao
            [2026-11-02 21:00 -05 CustomsReleased → InTransit, US, cainiao]
            2026-11-03 20:00 -05 FlightArrived → InTransit, US, cainiao
            """);
        Assert.Equal("Label skipped · Accepted done · InTransit now · Customs next · InCountry next · OutForDelivery next · Delivered next", history.Timeline().Bar());
    }

    [Fact]
    public void A_post_that_scans_no_arrival_is_at_customs_when_it_says_so_days_after_departure() => Assert.Equal(Stage.Customs,
        new History().Leg("china-ems", "RX123456785CN")
            .Says("2026-11-02 08:10 +08:00", Milestone.DepartedOutwardOffice, "CN")
            .Says("2026-11-09 08:10 -03:00", Milestone.CustomsPresented, "BR").Timeline().Stage);

    [Fact]
    public void Delivered_and_moving_again_days_later_is_moving_and_the_bar_does_not_go_back()
    {
        var timeline = new History("DE", "DE").Leg("dhl-unified", "00340434161094042557")
            .Says("2026-11-02 12:10 +01:00", Milestone.Delivered, "DE Kiel")
            .Says("2026-11-02 19:10 +01:00", Milestone.ArrivedSorting, "DE Kiel")
            .Says("2026-11-06 08:10 +01:00", Milestone.ArrivedSorting, "DE Köln").Timeline();
        Assert.Equal("""
            2026-11-02 12:10 +01 Delivered → Delivered, DE Kiel, dhl-unified
            [2026-11-02 19:10 +01 ArrivedSorting → Delivered, DE Kiel, dhl-unified]
            2026-11-06 08:10 +01 ArrivedSorting → InTransit, DE Köln, dhl-unified
            """.ReplaceLineEndings("\n"), timeline.Text());
        Assert.Equal("Label skipped · Accepted skipped · InTransit done · OutForDelivery skipped · Delivered done", timeline.Bar());
    }

    [Fact]
    public void Lost_and_found_again_moves_on() => Assert.Equal((Stage.InTransit, Milestone.ArrivedSorting), Of(
        new History("DE", "DE").Leg("dhl-unified", "00340434161094042557")
            .Says("2026-11-02 12:10 +01:00", Milestone.Lost)
            .Says("2026-11-02 19:10 +01:00", Milestone.ArrivedSorting, "DE Kiel")));

    [Fact]
    public void A_parcel_on_its_way_back_is_going_back_until_it_is_returned()
    {
        var history = new History().Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Says("2026-11-12 08:10 -03:00", Milestone.OutForDelivery, "BR")
            .Says("2026-11-13 08:10 -03:00", Milestone.Returning, "BR")
            .Says("2026-11-15 08:10 -03:00", Milestone.ArrivedSorting, "BR");
        Assert.Equal((Stage.Returned, Milestone.ArrivedSorting), Of(history));
        Assert.Equal("Accepted done · OutForDelivery done · Returning now · Returned next", history.Timeline().Bar());
        history.Says("2026-11-29 08:10 +08:00", Milestone.Delivered, "CN");
        Assert.Equal((Stage.Returned, Milestone.Returned), Of(history));
        Assert.Equal("Accepted done · OutForDelivery done · Returning done · Returned done", history.Timeline().Bar());
    }

    [Fact]
    public void A_parcel_collected_at_a_pickup_point_ends_there()
    {
        var history = new History("DE", "DE").Leg("dhl-unified", "00340434161094042557")
            .Says("2026-11-02 08:10 +01:00", Milestone.Accepted, "DE")
            .Says("2026-11-03 08:10 +01:00", Milestone.AtPickupPoint, "DE");
        Assert.Equal("Label skipped · Accepted done · InTransit skipped · AtPickup now · Collected next", history.Timeline().Bar());
        history.Says("2026-11-04 08:10 +01:00", Milestone.Delivered, "DE");
        Assert.Equal("Label skipped · Accepted done · InTransit skipped · AtPickup done · Collected done", history.Timeline().Bar());
    }

    [Fact]
    public void Days_without_hours_stand_where_the_journey_wants_them_among_that_days_scans() => Shows(
        new History("DE", "DE").Leg("gls", "00340434161094042557")
            .Says("2026-11-03", Milestone.Delivered, "DE")
            .Says("2026-11-03", Milestone.OutForDelivery, "DE")
            .Says("2026-11-03 07:30 +01:00", Milestone.ArrivedDelivery, "DE")
            .Says("2026-11-03 00:00 +01:00", Milestone.DepartedSorting, "DE")
            .Says("2026-11-02", Milestone.Accepted, "DE"),
        """
        2026-11-02 Accepted → Accepted, DE, gls
        2026-11-03 00:00 +01 DepartedSorting → InTransit, DE, gls
        2026-11-03 07:30 +01 ArrivedDelivery → InTransit, DE, gls
        2026-11-03 OutForDelivery → OutForDelivery, DE, gls
        2026-11-03 Delivered → Delivered, DE, gls
        """);

    [Fact]
    public void A_clock_without_an_offset_stands_by_the_zone_of_its_country() => Shows(
        new History("CN", "DE").Leg("yanwen", "UY123456789CN")
            .Says("2026-11-03 02:00 ?", Milestone.ArrivedOutwardOffice, "CN")
            .Says("2026-11-02 19:00 +00:00", Milestone.DepartedOutwardOffice)
            .Says("2026-11-02 17:00 +00:00", Milestone.Accepted),
        """
        2026-11-02 17:00 +00 Accepted → Accepted, yanwen
        2026-11-03 02:00 ? ArrivedOutwardOffice → InTransit, CN, yanwen
        2026-11-02 19:00 +00 DepartedOutwardOffice → InTransit, yanwen
        """);

    [Fact]
    public void A_clock_without_offset_and_place_stands_by_the_end_of_the_lane_where_such_things_happen() => Shows(
        new History("CN", "DE").Leg("yanwen", "UY123456789CN")
            .Says("2026-11-02 09:00 ?", Milestone.Accepted)
            .Says("2026-11-02 02:00 +00:00", Milestone.ArrivedOutwardOffice)
            .Says("2026-11-09 12:30 +00:00", Milestone.Delivered)
            .Says("2026-11-09 13:00 ?", Milestone.OutForDelivery),
        """
        2026-11-02 09:00 ? Accepted → Accepted, yanwen
        2026-11-02 02:00 +00 ArrivedOutwardOffice → InTransit, yanwen
        2026-11-09 13:00 ? OutForDelivery → OutForDelivery, yanwen
        2026-11-09 12:30 +00 Delivered → Delivered, yanwen
        """);

    [Fact]
    public void An_aggregator_does_not_reopen_what_the_carrier_itself_has_delivered() => Assert.Equal((Stage.Delivered, Milestone.Delivered), Of(
        new History("DE", "DE").Leg("dhl-unified", "00340434161094042557")
            .Says("2026-11-02 12:10 +01:00", Milestone.Delivered, "DE Kiel")
            .Retells("seventeentrack", "2026-11-06 19:10 +01:00", Milestone.ArrivedSorting, "DE Kiel")));

    [Fact]
    public void What_an_aggregator_tells_of_the_second_carrier_under_the_first_number_belongs_to_the_second_leg()
    {
        var timeline = new History()
            .Leg("correios", "NX123456785BR", LegRole.LastMile)
            .Leg("cainiao", role: LegRole.FirstMile)
            .Retells("seventeentrack", "2026-11-09 10:20 -03:00", Milestone.ArrivedSorting, "BR", carrier: "Correios").Timeline();
        Assert.Equal(("correios", LegRole.LastMile), (timeline.Lines[0].Carrier.Value, timeline.Lines[0].Role));
    }

    [Fact]
    public void The_last_carriers_own_estimate_stands_before_an_aggregators()
    {
        var timeline = new History()
            .Leg("cainiao", role: LegRole.FirstMile)
            .Summary("cainiao", new(new(2026, 11, 20), new(2026, 11, 25)), received: "2026-11-10 00:00")
            .Leg("correios", "NX123456785BR", LegRole.LastMile)
            .Summary("seventeentrack", new(new(2026, 11, 28), new(2026, 11, 28)), received: "2026-11-12 00:00")
            .Summary("correios", new(new(2026, 11, 22), new(2026, 11, 22)), received: "2026-11-09 00:00").Timeline();
        Assert.Equal(("correios", new(2026, 11, 22)), (timeline.EddBy?.Value, timeline.Edd!.To));
    }

    [Fact]
    public void A_signature_at_the_hand_over_is_no_proof_of_delivery()
    {
        var history = new History()
            .Leg("cainiao", role: LegRole.FirstMile)
            .Says("2026-11-09 08:10 +08:00", Milestone.Delivered, "CN Shenzhen")
            .Summary("cainiao", proof: new() { SignedBy = "hub", Country = "CN" })
            .Leg("correios", "NX123456785BR", LegRole.LastMile)
            .Says("2026-11-20 08:10 -03:00", Milestone.Delivered, "BR Curitiba");
        Assert.Null(history.Timeline().ProofOfDelivery);
        Assert.Equal("porch", history.Summary("seventeentrack", proof: new() { Location = "porch" }).Timeline().ProofOfDelivery?.Location);
    }

    [Fact]
    public void Nothing_said_is_nothing_known()
    {
        var timeline = new History(null, null).Leg("cainiao").Timeline();
        Assert.Equal((null, null, JourneyKind.Domestic), (timeline.Stage, timeline.LastScanAt, timeline.Kind));
        Assert.Equal("Label next · Accepted next · InTransit next · OutForDelivery next · Delivered next", timeline.Bar());
    }

    private static (Stage?, Milestone?) Of(History history) => (history.Timeline().Stage, history.Timeline().Milestone);
}
