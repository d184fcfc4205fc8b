using System.Xml.Linq;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class ChronopostTests
{
    [Fact]
    public async Task One_number_stands_in_a_SOAP_envelope()
    {
        var request = Asking.Ask("chronopost", "XA100000048FR");
        Assert.Equal((HttpMethod.Post, "tracking-cxf/TrackingServiceWS", "text/xml"), (request.Method, request.RequestUri!.OriginalString, request.Content!.Headers.ContentType!.MediaType));
        var asked = WireXml.Parse(await request.BytesAsync());
        Assert.Equal(XName.Get("trackSkybillV2", "http://cxf.tracking.soap.chronopost.fr/"), asked.Name);
        Assert.Equal(["en_GB", "XA100000048FR"], asked.Elements().Select(field => field.Value));
    }

    [Theory]
    [InlineData("fault.500.xml")]
    [InlineData("system_error.xml")]
    public void A_fault_says_nothing_about_the_number(string name)
    {
        var fixture = Fixture.All.Single(fixture => fixture.Name == "chronopost/" + name);
        var answered = Assert.IsType<CarrierReply.Answered>(fixture.Carrier.Read(fixture.Wire with { Asked = [TrackingNumber.Get("XA100000048FR")] }));
        Assert.Equal(NumberOutcome.Inconclusive, Assert.Single(answered.Results).Outcome);
    }

    [Theory]
    [InlineData("XA100000048FR", 0.9)]
    [InlineData("XU100000051TS", 0.9)]
    [InlineData("XA100000049FR", 0)]
    public void Forms_of_its_numbers(string number, double confidence) => Assert.Equal(confidence, NumberFormTests.Best("chronopost", number));
}
