using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.Yunexpress;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class YunexpressTests
{
    private static readonly YunexpressCarrier Carrier = new();
    private static readonly Account Account = new()
    {
        Carrier = YunexpressCarrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["AppId"] = "app", ["AppSecret"] = "secret", ["SourceKey"] = "source" },
        PushSecrets = [new PushSecret("abc123")],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_asked_with_its_own_names_and_read_by_them()
    {
        var request = Carrier.AskToken(Account);
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(Ct))!;

        Assert.Equal("openapi/oauth2/token", request.RequestUri!.OriginalString);
        Assert.Equal(("client_credentials", "app", "secret", "source"), ((string?)body["grantType"], (string?)body["appId"], (string?)body["appSecret"], (string?)body["sourceKey"]));
        Assert.Equal(new AccessToken("tok", TimeSpan.FromHours(2)), Carrier.ReadToken("""{"accessToken":"tok","expiresIn":7200}"""u8.ToArray()));
        Assert.Null(Carrier.ReadToken("""{"access_token":"tok"}"""u8.ToArray()));
        Assert.Null(Carrier.ReadToken("no"u8.ToArray()));
    }

    [Fact]
    public async Task A_question_and_a_subscription_are_signed_over_body_date_method_and_path()
    {
        var batch = new AskBatch(Account, [new(TrackingNumber.Get("YT2612500000000018"))], "tok", Instant.FromUnixTimeMilliseconds(1_700_000_000_000), new("https://track.example.test/push/yunexpress"));
        var asked = Carrier.Ask(batch);
        var enrolled = Carrier.Enrol(batch)!;

        Assert.Equal("v1/track-service/info/get?order_number=YT2612500000000018", asked.RequestUri!.OriginalString);
        Assert.Equal(("tok", "1700000000000"), (Assert.Single(asked.Headers.GetValues("token")), Assert.Single(asked.Headers.GetValues("date"))));
        Assert.Equal(Hmac("date=1700000000000&method=GET&uri=/v1/track-service/info/get"), Assert.Single(asked.Headers.GetValues("sign")));
        var body = await enrolled.Content!.ReadAsStringAsync(Ct);
        Assert.Equal("""{"waybill_numbers":["YT2612500000000018"],"subscribe_type":"A","query_type":["Y"]}""", body);
        Assert.Equal(Hmac($"body={body}&date=1700000000000&method=POST&uri=/v1/track-service/subscribe-by-order"), Assert.Single(enrolled.Headers.GetValues("sign")));
        Assert.Null(Carrier.Enrol(batch with { PushAddress = null }));

        static string Hmac(string text) => Convert.ToBase64String(HMACSHA256.HashData("secret"u8, Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_push_with_an_old_timestamp_is_refused()
    {
        var proof = Carrier.Profile.Push!.Proof;
        var signed = proof.Sign("abc123", "{}"u8.ToArray(), Account, Fixture.ReceivedAt);
        string? Header(string name) => signed.Headers.Where(header => header.Name == name).Select(header => header.Value).FirstOrDefault();

        Assert.Null(proof.Refuse(Header, signed.Body.Span, Account, Fixture.ReceivedAt + Duration.FromMinutes(5)));
        Assert.NotNull(proof.Refuse(Header, signed.Body.Span, Account, Fixture.ReceivedAt + Duration.FromMinutes(6)));
    }

    [Fact]
    public void Asked_by_the_last_miles_number_it_answers_under_that_number()
    {
        var asked = TrackingNumber.Get("3SEXMP0000001");
        var push = Fixture.All.Single(fixture => fixture.Name == "yunexpress/delivered_in_the_netherlands.push.json").Wire;
        var result = Assert.Single(Assert.IsType<CarrierReply.Answered>(Carrier.Read(push with { Kind = WireKind.Poll, Asked = [asked] })).Results);

        Assert.Equal(asked, result.Number);
        Assert.Equal("YT2612500000000018", Assert.Single(result.Aliases).Value);
        Assert.Empty(result.Snapshot!.Next);
    }

    [Theory]
    [InlineData("DELIVERY_ATTEMPT", "Delivery attempt failed", Milestone.AttemptFailed)]
    [InlineData("DELIVERY_ATTEMPT", "派送中", Milestone.OutForDelivery)]
    [InlineData("READY_FOR_PICKUP", "Ready for pickup", Milestone.InTransit)]
    [InlineData("A_NEW_NODE", "Delivered", null)]
    public void A_node_code_decides_and_an_unknown_one_stays_unknown_whatever_its_words(string node, string words, Milestone? milestone)
    {
        var body = $$$"""{"data":{"waybill_number":"YT2612500000000018","track_events":[{"track_node_code":"{{{node}}}","process_content":"{{{words}}}","process_time":"2026-11-20T10:00:00"}]}}""";
        var wire = new Wire { Carrier = YunexpressCarrier.Id, Kind = WireKind.Push, ReceivedAt = Fixture.ReceivedAt, Body = Encoding.UTF8.GetBytes(body) };
        Assert.Equal(milestone, Assert.Single(Assert.Single(Assert.IsType<CarrierReply.Answered>(Carrier.Read(wire)).Results).Events).Read.Milestone);
    }
}
