using System.Text;
using System.Text.Json;
using Tracking.Carriers;
using Tracking.Carriers.Cainiao;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class CainiaoTests
{
    private static readonly CainiaoCarrier Carrier = new();

    [Theory]
    [InlineData("Belgium", "GTMS_SIGNED", "GMT+08:00", "+01", TimeBasis.Assumed)]
    [InlineData("Belgium", "GTMS_SIGNED", "GMT+2", "+02", TimeBasis.Stated)]
    [InlineData("Belgium", "CC_IM_SUCCESS", "GMT+08:00", "+08", TimeBasis.Stated)]
    [InlineData("Belgium", "GTMS_OE_DEPART", "GMT+08:00", "+08", TimeBasis.Stated)]
    [InlineData("Malaysia", "GTMS_SIGNED", "GMT+8", "+08", TimeBasis.Stated)]
    [InlineData("Mainland China", "GTMS_SIGNED", "GMT+8", "+08", TimeBasis.Stated)]
    [InlineData("United States", "GTMS_SIGNED", "GMT+8", null, TimeBasis.Unknown)]
    [InlineData("United States", "GTMS_SIGNED", "GMT-5", "-05", TimeBasis.Stated)]
    [InlineData("Nowhere", "GTMS_SIGNED", "GMT+8", "+08", TimeBasis.Stated)]
    public void The_zone_beside_a_clock_is_meant_but_for_Beijings_on_a_last_mile_elsewhere(string destination, string code, string zone, string? offset, TimeBasis basis)
    {
        var time = Assert.Single(Read(new { mailNo = "LP00900000000042", destCountry = destination, detailList = new[] { new { actionCode = code, timeStr = "2026-11-20 15:25:17", timeZone = zone, time = 1795159517000 } } }).Events).Read.Time!.Value;

        Assert.Equal((basis, "2026-11-20T15:25:17", offset), (time.Basis, time.Local.ToString("s", null), time.Offset?.ToString("g", null)));
    }

    [Fact]
    public void An_epoch_without_a_clock_is_no_time() =>
        Assert.Null(Assert.Single(Read(new { mailNo = "LP00900000000042", detailList = new[] { new { actionCode = "GTMS_SIGNED", time = 1795159517000, timeZone = "GMT+8" } } }).Events).Read.Time);

    [Theory]
    [InlineData(null, "Latest Tracking Number:\tRC900000022EE", null, "RC900000022EE", null)]
    [InlineData(null, "PostNL 3SEXMP0000001", "PostNL", "3SEXMP0000001", "postnl")]
    [InlineData(null, "Example Parcels 3SEXMP0000001", "Example Parcels", "3SEXMP0000001", null)]
    [InlineData("LZ900000036US", "words", null, "LZ900000036US", "usps")]
    [InlineData("9400100000000000000105", null, "USPS", "9400100000000000000105", "usps")]
    [InlineData("LP00900000000042", null, null, null, null)]
    [InlineData(null, "no number yet", null, null, null)]
    public void The_next_number_is_found_among_words_and_its_carrier_only_named_where_it_is_certain(string? copy, string? real, string? partner, string? number, string? carrier)
    {
        var next = Read(new { mailNo = "LP00900000000042", destCountry = "Belgium", copyRealMailNo = copy, realMailNo = real, destCpInfo = new { cpName = partner }, detailList = Array.Empty<object>() }).Snapshot!.Next;

        Assert.Equal(number is null ? [] : [(number, carrier, LegRole.LastMile)], next.Select(one => (one.Number.Value, one.Carrier?.Value, one.Role)));
    }

    [Fact]
    public void A_station_that_signs_is_a_pickup_point_and_a_signature_in_China_for_a_buyer_elsewhere_is_a_hand_over()
    {
        Assert.Equal(Milestone.AtPickupPoint, Meaning("GTMS_STA_SIGNED", "Brazil"));
        Assert.Equal(Milestone.HandedOver, Meaning("SIGNED", "Brazil"));
        Assert.Equal(Milestone.HandedOver, Meaning("SIGNED", null));
        Assert.Equal(Milestone.Delivered, Meaning("SIGNED", "Mainland China"));
        Assert.Equal(Milestone.Delivered, Meaning("GTMS_SIGNED", null));
    }

    [Fact]
    public void Every_observed_action_code_has_a_row()
    {
        foreach (var code in "GWMS_ACCEPT GWMS_PACKAGE GWMS_OUTBOUND PU_PICKUP_SUCCESS CW_INBOUND CW_OUTBOUND SC_INBOUND_SUCCESS SC_OUTBOUND_SUCCESS CC_EX_START CC_EX_SUCCESS LH_HO_IN_SUCCESS LH_HO_AIRLINE LH_POST_COLLECTION LH_DEPART LH_ARRIVE CC_HO_IN_SUCCESS CC_IM_START CC_IM_SUCCESS CC_HO_OUT_SUCCESS COMMON_INTRANSIT GTMS_OE_DEPART GTMS_ACCEPT GTMS_SC_ARRIVE GTMS_SC_DEPART GTMS_DO_DEPART GTMS_WAIT_SELF_PICK GTMS_STA_SIGNED GTMS_STA_SIGN_FAILURE GTMS_SIGNED".Split(' '))
            Assert.NotNull(Carrier.Codes.Find(code));
    }

    [Fact]
    public void It_is_asked_for_several_numbers_at_once_and_only_where_its_address_is_configured()
    {
        var request = Carrier.Ask(new AskBatch(new Account { Carrier = CainiaoCarrier.Id }, [new(TrackingNumber.Get("LP00900000000042")), new(TrackingNumber.Get("A/B.1_2"))]));

        Assert.Equal("global/detail.json?mailNos=LP00900000000042,A%2FB.1_2&lang=en-US&language=en-US", request.RequestUri!.OriginalString);
        Assert.Null(Carrier.Profile.BaseAddress);
        Assert.Null(Carrier.Profile.Push);
    }

    private static Milestone? Meaning(string code, string? destination) =>
        Assert.Single(Read(new { mailNo = "LP00900000000042", destCountry = destination, detailList = new[] { new { actionCode = code } } }).Events).Read.Milestone;

    private static NumberResult Read(object module) => Assert.Single(Assert.IsType<CarrierReply.Answered>(Carrier.Read(new Wire
    {
        Carrier = CainiaoCarrier.Id,
        Kind = WireKind.Poll,
        ReceivedAt = Fixture.ReceivedAt,
        Body = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { success = true, module = new[] { module } })),
    })).Results);
}
