using System.Text;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

/// <summary>What takes a delivery back, and which answers are too short to take back anything by what they leave out.</summary>
public sealed class TakenBackTests
{
    [Theory]
    [InlineData("fedex", """{"output":{"completeTrackResults":[{"trackingNumber":"568838414941","trackResults":[{"scanEvents":[{"date":"2026-11-22T13:58:00-05:00","eventType":"DE","eventDescription":"Delivery exception","exceptionCode":"08","exceptionDescription":"Package delivered in error"}]}]}]}}""")]
    [InlineData("ups", """{"trackResponse":{"shipment":[{"package":[{"trackingNumber":"1Z999AA10100000013","activity":[{"date":"20261122","time":"141500","status":{"type":"X","code":"8I","description":"The package was incorrectly scanned as picked up."}}]}]}]}}""")]
    public void A_carrier_that_says_that_its_delivery_was_none_takes_it_back(string carrier, string body)
    {
        var read = Assert.Single(One(carrier, body).Events).Read;

        Assert.Equal((null, Milestone.Delivered), (read.Milestone, read.Withdraws));
    }

    [Fact]
    public void An_exception_at_the_door_takes_nothing_back() =>
        Assert.Null(Assert.Single(One("fedex", """{"output":{"completeTrackResults":[{"trackingNumber":"568838414941","trackResults":[{"scanEvents":[{"date":"2026-11-22T13:58:00-05:00","eventType":"DE","eventDescription":"Delivery exception","exceptionCode":"08","exceptionDescription":"Customer not available"}]}]}]}}""").Events).Read.Withdraws);

    [Theory]
    [InlineData("fedex", """{"output":{"completeTrackResults":[{"trackingNumber":"568838414941","trackResults":[{"latestStatusDetail":{"code":"IT","description":"In transit"}}]}]}}""")]
    [InlineData("ups", """{"trackResponse":{"shipment":[{"package":[{"trackingNumber":"1Z999AA10100000013","currentStatus":{"type":"I","code":"DP","description":"Departed from Facility"}}]}]}}""")]
    [InlineData("dhl-unified", """{"shipments":[{"id":"1234560106","service":"express","status":{"timestamp":"2026-11-22T13:58:00","statusCode":"transit","description":"In transit"}}]}""")]
    [InlineData("royalmail", """{"mailPieces":[{"mailPieceId":"090000000000000FE1E1B","summary":{"lastEventCode":"EVGPD","lastEventName":"Ready for Delivery","lastEventDateTime":"2026-11-22T07:31:00+00:00"}}]}""")]
    [InlineData("canadapost", """<tracking-summary><pin-summary><pin>9000000000000010</pin><event-date-time>20261122:133457</event-date-time><event-description>Item processed</event-description></pin-summary></tracking-summary>""")]
    public void A_status_alone_is_no_history_whose_silence_could_take_anything_back(string carrier, string body) => Assert.False(One(carrier, body).IsWhole);

    private static NumberResult One(string carrier, string body) => Assert.Single(Assert.IsType<CarrierReply.Answered>(new CarrierRegistry().Find(new(carrier))!.Read(new Wire
    {
        Carrier = new CarrierId(carrier),
        Kind = WireKind.Poll,
        ReceivedAt = Fixture.ReceivedAt,
        Body = Encoding.UTF8.GetBytes(body),
    })).Results);
}
