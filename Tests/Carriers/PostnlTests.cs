using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class PostnlTests
{
    [Fact]
    public void The_whole_history_of_one_barcode_is_asked_for()
    {
        var request = Asking.Ask("postnl", "3SEXMP000000001");
        Assert.Equal("shipment/v2/status/barcode/3SEXMP000000001?detail=true&language=EN", request.RequestUri!.OriginalString);
        Assert.Equal("the-ApiKey", request.Header("apikey"));
    }

    [Fact]
    public void A_missing_signature_never_means_a_missing_parcel()
    {
        var fixture = Fixture.All.Single(fixture => fixture.Name == "postnl/no_signature.json");
        Assert.IsType<CarrierReply.Acknowledged>(fixture.Carrier.Read(fixture.Wire with { Asked = [TrackingNumber.Get("3SEXMP000000001")] }));
    }

    [Fact]
    public void The_piece_that_was_asked_for_is_not_the_shipments_main_piece()
    {
        var fixture = Fixture.All.Single(fixture => fixture.Name == "postnl/several_pieces.json");
        var answered = Assert.IsType<CarrierReply.Answered>(fixture.Carrier.Read(fixture.Wire with { Asked = [TrackingNumber.Get("3SEXMP000000003")] }));
        Assert.Equal(Milestone.OutForDelivery, answered.Results.Single(result => result.Number == TrackingNumber.Get("3SEXMP000000003")).Events[0].Read.Milestone);
    }

    [Theory]
    [InlineData("3SEXMP000000001", 0.95)]
    [InlineData("LX100000034NL", 0.97)]
    public void Forms_of_its_numbers(string number, double confidence) => Assert.Equal(confidence, NumberFormTests.Best("postnl", number));
}
