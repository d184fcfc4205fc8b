using System.Text;
using System.Text.Json.Nodes;
using Tracking.Carriers;
using Tracking.Carriers.Aftership;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class AftershipTests
{
    private static readonly AftershipCarrier Carrier = new();
    private static readonly Account Account = new()
    {
        Carrier = AftershipCarrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ApiKey"] = "key" },
        PushSecrets = [new PushSecret("abc123")],
    };

    [Fact]
    public async Task Numbers_are_announced_one_by_one_with_their_carriers_slug_and_asked_for_together()
    {
        var batch = new AskBatch(Account, [new(TrackingNumber.Get("LX900000084CN"), "US", "80202", Carrier: new("usps")), new(TrackingNumber.Get("RX900000053BR"))]);
        var (ask, enrol) = (Carrier.Ask(batch), Carrier.Enrol(batch with { Numbers = [batch.Numbers[0]] }));

        Assert.Equal((HttpMethod.Get, "tracking/2025-01/trackings?tracking_numbers=LX900000084CN,RX900000053BR&limit=200"), (ask.Method, ask.RequestUri!.OriginalString));
        Assert.Equal((HttpMethod.Post, "tracking/2025-01/trackings", 1), (enrol.Method, enrol.RequestUri!.OriginalString, Carrier.Profile.EnrolSize));
        Assert.Equal("""{"tracking_number":"LX900000084CN","slug":"usps","tracking_postal_code":"80202"}""", await enrol.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.All([ask, enrol], request => Assert.Equal("key", Assert.Single(request.Headers.GetValues("as-api-key"))));
    }

    [Fact]
    public void The_known_signature_proves_its_body()
    {
        var proof = Carrier.Profile.Push!.Proof;
        Assert.Null(proof.Refuse(name => name == "aftership-hmac-sha256" ? "NpiT+/qNSJH4sagRjUAd1A0Us5dKGSFyieKrFHlzMAU=" : null, """{"key1":"value1"}"""u8, Account, Fixture.ReceivedAt));
        Assert.NotNull(proof.Refuse(name => name == "aftership-hmac-sha256" ? "NpiT+/qNSJH4sagRjUAd1A0Us5dKGSFyieKrFHlzMAU=" : null, """{"key1":"value2"}"""u8, Account, Fixture.ReceivedAt));
    }

    [Theory]
    [InlineData(4004, NumberOutcome.Inconclusive)]
    [InlineData(4005, NumberOutcome.Refused)]
    [InlineData(4010, NumberOutcome.Refused)]
    [InlineData(4012, NumberOutcome.NotFound)]
    [InlineData(404, NumberOutcome.Inconclusive)]
    public void A_refused_number_ends_by_what_is_to_do_next(int code, NumberOutcome outcome) =>
        Assert.Equal(outcome, Assert.Single(Assert.IsType<CarrierReply.Answered>(Read($$$"""{"meta":{"code":{{{code}}},"message":"why","type":"BadRequest"},"data":{}}""", "SO12345")).Results).Outcome);

    [Fact]
    public void What_it_reckons_itself_is_not_shown_as_the_carriers_estimate()
    {
        var push = JsonNode.Parse(Fixture.All.Single(fixture => fixture.Name == "aftership/two_miles.push.json").Wire.Body.Span)!;
        Assert.NotNull(Whole(push).Edd);

        push["msg"]!.AsObject().Remove("courier_estimated_delivery_date");

        Assert.Null(Whole(push).Edd);
    }

    [Theory]
    [InlineData("CHN", "CN")]
    [InlineData("usa", "US")]
    [InlineData("BRA", "BR")]
    [InlineData("DEU", "DE")]
    [InlineData("GBR", "GB")]
    [InlineData("DE", "DE")]
    [InlineData("Germany", "DE")]
    [InlineData("XXX", null)]
    [InlineData(null, null)]
    public void Countries_of_three_letters_are_known(string? said, string? code) => Assert.Equal(code, ThreeLetters.Find(said));

    private static Snapshot Whole(JsonNode push) => Assert.Single(Assert.IsType<CarrierReply.Answered>(Read(push.ToJsonString())).Results).Snapshot!;

    private static CarrierReply Read(string body, params string[] asked) => Carrier.Read(new Wire
    {
        Carrier = AftershipCarrier.Id,
        Kind = WireKind.Poll,
        ReceivedAt = Fixture.ReceivedAt,
        Asked = [.. asked.Select(TrackingNumber.Get)],
        Body = Encoding.UTF8.GetBytes(body),
    });
}
