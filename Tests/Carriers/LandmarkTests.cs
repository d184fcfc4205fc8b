using System.Xml.Linq;
using Tracking.Carriers;
using Tracking.Carriers.Landmark;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class LandmarkTests
{
    private static readonly LandmarkCarrier Carrier = new();

    [Fact]
    public async Task The_whole_history_is_asked_for_with_the_credentials_in_the_body()
    {
        var account = new Account
        {
            Carrier = LandmarkCarrier.Id,
            Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Username"] = "user", ["Password"] = "<&>", ["ClientId"] = "1" },
        };
        var request = Carrier.Ask(new AskBatch(account, [new(TrackingNumber.Get("LTN90000001N1"))]));

        Assert.Equal((HttpMethod.Post, "v2/Track.php", "text/xml"), (request.Method, request.RequestUri!.OriginalString, request.Content!.Headers.ContentType!.MediaType));
        var body = XElement.Parse(await request.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["Login", "Test", "ClientID", "TrackingNumber", "RetrievalType"], body.Elements().Select(element => element.Name.LocalName));
        Assert.Equal(("<&>", "false", "1", "LTN90000001N1", "Historical"),
            (body.Element("Login")!.Element("Password")!.Value, body.Element("Test")!.Value, body.Element("ClientID")!.Value, body.Element("TrackingNumber")!.Value, body.Element("RetrievalType")!.Value));
    }

    [Theory]
    [InlineData("LTN90000001N1", "LE900000045BE ZS900000013GB", "LE900000045BE")]
    [InlineData("ZS900000013GB", "LTN90000001N1 LE900000045BE", "LE900000045BE")]
    [InlineData("LE900000045BE", "LTN90000001N1 ZS900000013GB", "")]
    public void Whichever_of_its_three_numbers_was_asked_for_the_others_name_the_same_parcel(string asked, string aliases, string next)
    {
        var fixture = Fixture.All.Single(fixture => fixture.Name == "landmark/three_numbers_through_belgium.xml");
        var result = Assert.Single(Assert.IsType<CarrierReply.Answered>(Carrier.Read(fixture.Wire with { Asked = [TrackingNumber.Get(asked)] })).Results);

        Assert.Equal((asked, aliases, next), (result.Number!.Value.Value, string.Join(' ', result.Aliases), string.Join(' ', result.Snapshot!.Next.Select(one => one.Number))));
        Assert.All(result.Events, told => Assert.Equal(asked, told.Said.Number.Value));
    }
}
