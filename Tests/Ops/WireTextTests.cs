using System.Text;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Portal.Ops;
using Xunit;

namespace Tracking.Tests.Ops;

public sealed class WireTextTests
{
    static string Shown(string body, string[] others, string? type = null) => WireText.Of(new WirePart(
        new Wire { Carrier = new CarrierId("fedex"), Kind = WireKind.Poll, ReceivedAt = Instant.FromUtc(2026, 11, 22, 0, 0), Body = Encoding.UTF8.GetBytes(body), ContentType = type },
        ["OWN00001"], others));

    [Fact]
    public void A_batch_answer_shows_only_the_part_that_speaks_of_this_parcel()
    {
        var shown = Shown("""{"results":[{"number":"OWN00001","events":[{"desc":"ours"}]},{"number":"OTHER001","name":"Somebody Else"}],"took":3}""", ["OTHER001"]);
        Assert.Contains("ours", shown);
        Assert.Contains("took", shown);
        Assert.DoesNotContain("OTHER001", shown);
        Assert.DoesNotContain("Somebody", shown);
    }

    [Fact]
    public void What_lies_under_another_parcels_number_as_a_key_is_left_out()
    {
        var shown = Shown("""{"OWN00001":{"desc":"ours"},"OTHER001":{"name":"Somebody Else"}}""", ["OTHER001"]);
        Assert.Contains("ours", shown);
        Assert.DoesNotContain("Somebody", shown);
        Assert.DoesNotContain("OTHER001", shown);
    }

    [Theory]
    [InlineData("OWN00001 delivered; OTHER001 to Somebody Else")]
    [InlineData("""{"number":"OWN00001","number":"OTHER001","name":"Somebody Else"}""")]
    [InlineData("""{"number":"OTHER001","name":"Somebody Else",""")]
    public void A_body_of_several_parcels_that_cannot_be_taken_apart_is_not_shown(string body) => Assert.DoesNotContain("Somebody", Shown(body, ["OTHER001"]));

    [Fact]
    public void A_body_of_one_parcel_is_shown_whole_and_indented() =>
        Assert.Equal("{\n  \"a\": \"包裹 <b>\"\n}", Shown("""{"a":"包裹 <b>"}""", []).ReplaceLineEndings("\n"));

    [Fact]
    public void The_part_that_a_statement_was_read_from_is_marked()
    {
        var shown = Of("""{"scans":[{"date":"2026-11-20","time":"08:10","code":"PU"},{"date":"2026-11-21","time":"08:10","code":"DL","place":{"city":"Austin"}}],"number":"OWN00001"}""", "2026-11-21 08:10", "DL");
        Assert.StartsWith("{", shown.Used);
        Assert.Contains("\"city\": \"Austin\"", shown.Used);
        Assert.DoesNotContain("PU", shown.Used);
        Assert.Contains("PU", shown.Before);
        Assert.Contains("OWN00001", shown.After);
    }

    [Fact]
    public void Who_may_only_look_sees_no_person_in_a_wire_and_all_of_its_scans()
    {
        const string Body = """{"signedByName":"S. Body","shipper":{"companyName":"A Shop","phone":"+49 1"},"serviceName":"Express","eventCode":"DL","address":{"city":"Austin","streetLines":["1 Main St"]}}""";
        var seen = WireText.Of(Part(Body), null, personal: false).Whole;
        Assert.All((string[])["Body", "A Shop", "+49", "Main St"], word => Assert.DoesNotContain(word, seen));
        Assert.All((string[])["Express", "DL", "Austin"], word => Assert.Contains(word, seen));
        Assert.Contains("S. Body", WireText.Of(Part(Body), null, personal: true).Whole);
        Assert.DoesNotContain("Body", WireText.Of(Part("signed by S. Body"), null, personal: false).Whole);
        var xml = WireText.Of(Part("<r><!-- S. Body --><signatory>S. Body</signatory><event name='S. Body'><code>DL</code><city>Austin</city></event></r>"), null, personal: false).Whole;
        Assert.DoesNotContain("Body", xml);
        Assert.All((string[])["DL", "Austin"], word => Assert.Contains(word, xml));
    }

    static WireShown Of(string body, string clock, string code) => WireText.Of(Part(body), new Core.Timelines.LineSource
    {
        Key = default, Source = new CarrierId("fedex"), Number = TrackingNumber.Get("OWN00001"), WireId = 1, ReceivedAt = default, Trust = Trust.Evidence, Code = code, Clock = clock, Mapping = "", TableVersion = "",
        Because = Core.Timelines.SameScanReason.Leads,
    }, true);

    static WirePart Part(string body) => new(
        new Wire { Carrier = new CarrierId("fedex"), Kind = WireKind.Poll, ReceivedAt = default, Body = Encoding.UTF8.GetBytes(body) }, ["OWN00001"], []);

    [Fact]
    public void XML_is_indented_and_its_entities_are_not_resolved()
    {
        Assert.Contains("\n", Shown("<a><b>x</b></a>", []));
        Assert.Contains("<!DOCTYPE", Shown("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><a>&e;</a>", []));
    }

    [Fact]
    public void Bytes_that_are_no_text_and_charsets_that_do_not_exist_are_shown_as_well_as_can_be()
    {
        Assert.Equal("plain", Shown("plain", [], "text/plain; charset=klingon"));
        Assert.True(Shown(new string('x', 300_000), []).Length < 110_000);
    }
}
