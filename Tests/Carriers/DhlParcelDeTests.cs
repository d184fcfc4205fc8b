using System.Text;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class DhlParcelDeTests
{
    [Fact]
    public void Twenty_numbers_stand_in_the_XML_of_a_query()
    {
        var request = Asking.Ask("dhl-parcel-de", "00340434161000000015", "00340434161000000022");
        const string Path = "parcel/de/tracking/v0/shipments?xml=";
        Assert.StartsWith(Path, request.RequestUri!.OriginalString, StringComparison.Ordinal);
        var asked = WireXml.Parse(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(request.RequestUri.OriginalString[Path.Length..])));
        Assert.Equal("00340434161000000015;00340434161000000022", asked.AttributeText("piece-code"));
        Assert.Equal(("the-User", "the-Password", "d-get-piece-detail"), (asked.AttributeText("appname"), asked.AttributeText("password"), asked.AttributeText("request")));
        Assert.Equal("the-ApiKey:the-ApiSecret", Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Authorization!.Parameter!)));
    }

    [Fact]
    public void A_password_with_markup_in_it_stays_one_attribute()
    {
        var account = new Account { Carrier = new("dhl-parcel-de"), Settings = new Dictionary<string, string> { ["Password"] = "\"/><data request=\"x" } };
        var request = new CarrierRegistry().Find(new("dhl-parcel-de"))!.Ask(new AskBatch(account, [new AskNumber(TrackingNumber.Get("00340434161000000015"))]));
        var asked = WireXml.Parse(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(request.RequestUri!.OriginalString.Split("xml=")[1])));
        Assert.Equal("\"/><data request=\"x", asked.AttributeText("password"));
        Assert.Empty(asked.Elements());
    }

    [Theory]
    [InlineData("DLVRD", "CUSTM/ZU", Milestone.CustomsPresented)]
    [InlineData("DLVRD", "HNDTC/ZU", Milestone.HandedOver)]
    [InlineData("DSPSD", "DMGED/ZU", Milestone.Destroyed)]
    [InlineData("MVARR", "NRQRD/ZU", Milestone.ArrivedDelivery)]
    [InlineData("LDTMV", "MVMTV/AA", Milestone.DepartedSorting)]
    [InlineData("LDTMV", "MVMTV/PO", Milestone.OutForDelivery)]
    [InlineData("DLVRD", "CODRP/GT", null)]
    public void One_event_means_what_its_reason_and_standard_event_make_of_it(string ice, string detail, Milestone? milestone) =>
        Assert.Equal(milestone, new CarrierRegistry().Find(new("dhl-parcel-de"))!.Codes.Read(ice, detail).Milestone);
}
