using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class GlsTests
{
    [Fact]
    public void Ten_numbers_stand_in_one_path()
    {
        var request = Asking.Ask("gls", "90000000001", "90000000002");
        Assert.Equal("track-and-trace-v1/tracking/simple/trackids/90000000001,90000000002?showEvents=true", request.RequestUri!.OriginalString);
        Assert.Equal(("Bearer token", "en"), (request.Headers.Authorization!.ToString(), request.Headers.AcceptLanguage.ToString()));
        Assert.Equal(10, new CarrierRegistry().Find(new("gls"))!.Profile.BatchSize);
    }

    [Fact]
    public void A_wrong_call_says_nothing_about_any_of_its_numbers()
    {
        var fixture = Fixture.All.Single(fixture => fixture.Name == "gls/too_many_numbers.400.json");
        var answered = Assert.IsType<CarrierReply.Answered>(fixture.Carrier.Read(fixture.Wire with { Asked = [TrackingNumber.Get("90000000001"), TrackingNumber.Get("90000000002")] }));
        Assert.Equal([NumberOutcome.Inconclusive, NumberOutcome.Inconclusive], answered.Results.Select(result => result.Outcome));
    }

    [Theory]
    [InlineData("The parcel has been delivered at the ParcelShop (see ParcelShop information).", Milestone.AtPickupPoint)]
    [InlineData("The parcel was delivered to the neighbour.", Milestone.Delivered)]
    [InlineData("The parcel could not be delivered as further address information is needed.", Milestone.AttemptFailed)]
    [InlineData("The parcel is stored in the GLS depot.", Milestone.HeldAtDepot)]
    [InlineData("The parcel has reached the maximum storage time in the ParcelShop.", Milestone.HeldAtDepot)]
    [InlineData("The parcel is being returned to the shipper.", Milestone.Returning)]
    [InlineData("The parcel has been delivered to the shipper.", Milestone.Returned)]
    [InlineData("The consignee was informed by notification card about the delivery/pickup attempt.", Milestone.Notified)]
    public void Codes_that_the_table_lacks_are_read_by_their_words(string words, Milestone milestone) =>
        Assert.Equal(milestone, new CarrierRegistry().Find(new("gls"))!.Codes.ReadPhrase(words).Milestone);

    [Theory]
    [InlineData("604831862623", 0.55)]
    [InlineData("604831862624", 0)]
    [InlineData("60483186262", 0.35)]
    public void Forms_of_its_numbers(string number, double confidence) => Assert.Equal(confidence, NumberFormTests.Best("gls", number));
}
