using System.Text.Json.Nodes;
using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.NinjaVan;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class NinjaVanTests
{
    private static readonly NinjaVanCarrier Carrier = new();
    private static readonly Account Malaysia = new()
    {
        Carrier = NinjaVanCarrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ClientId"] = "id", ["ClientSecret"] = "secret", ["Country"] = "MY" },
        PushSecrets = [new PushSecret("my_shared_secret")],
    };

    [Fact]
    public async Task A_number_and_a_token_are_asked_for_under_the_path_of_the_country()
    {
        var ask = Carrier.Ask(new AskBatch(Malaysia, [new(TrackingNumber.Get("NVMYSAND510002"))], "token"));
        Assert.Equal((HttpMethod.Get, "my/1.0/orders/tracking-events/NVMYSAND510002", "Bearer token"), (ask.Method, ask.RequestUri!.OriginalString, ask.Headers.Authorization!.ToString()));

        var token = Carrier.AskToken(Malaysia);
        Assert.Equal((HttpMethod.Post, "my/2.0/oauth/access_token"), (token.Method, token.RequestUri!.OriginalString));
        var body = JsonNode.Parse(await token.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(("id", "secret", "client_credentials"), ((string)body["client_id"]!, (string)body["client_secret"]!, (string)body["grant_type"]!));
        Assert.Equal(new AccessToken("t0k", TimeSpan.FromHours(1)), Carrier.ReadToken("""{"access_token":"t0k","expires":1764000000,"token_type":"bearer","expires_in":3600}"""u8.ToArray()));
    }

    /// <summary>The signature of the documentation's sample, computed over its 361 bytes.</summary>
    [Fact]
    public void The_documentations_sample_is_proven_by_its_signature_and_by_no_other_countrys_secret()
    {
        var body = """{ "shipper_id": 921, "status": "Arrived at Sorting Hub", "shipper_ref_no": "149431", "tracking_ref_no": "149431", "shipper_order_ref_no": "8374", "timestamp": "2017-04-03T11:50:44+0800", "id": "3b7327b9-54bf-417f-3104-f4e155a22308", "previous_status": " Van en-route to pickup", "tracking_id": "DX149431", "comments": "SG-Singapore-Ninja Van Sorting Facility" }"""u8.ToArray();
        var push = Carrier.Profile.Push!;

        Assert.Equal((361, Trust.Evidence), (body.Length, push.Trust));
        Assert.Null(Refuse(body, Malaysia));
        Assert.NotNull(Refuse(body, Malaysia with { PushSecrets = [new PushSecret("the-secret-of-singapore")] }));
        body[^4] ^= 1;
        Assert.NotNull(Refuse(body, Malaysia));

        string? Refuse(byte[] bytes, Account account) =>
            push.Proof.Refuse(name => name.Equals("x-ninjavan-hmac-sha256", StringComparison.OrdinalIgnoreCase) ? "DvClo8JL15PQKvzcTkjb08aoxkGgLqDbqSX5lpeCzGU=" : null, bytes, account, Fixture.ReceivedAt);
    }

    [Theory]
    [InlineData("Nobody at home", Reason.RecipientAbsent)]
    [InlineData("Customer refused to accept the parcel", Reason.RecipientRefused)]
    [InlineData("Incomplete address", Reason.RecipientAddress)]
    [InlineData("Cash not ready", Reason.RecipientPayment)]
    [InlineData("Customer requested another day", Reason.RecipientAskedLater)]
    [InlineData("Heavy rain and flood", Reason.Weather)]
    [InlineData("Something nobody foresaw", null)]
    public void The_words_of_a_failure_give_its_reason_and_never_more(string words, Reason? reason)
    {
        var told = Assert.Single(Assert.Single(Read(new JsonObject { ["tracking_id"] = "NVSG12345678", ["event"] = "Delivery Exception, Pending Reschedule", ["delivery_exception"] = new JsonObject { ["failure_reason"] = words } })).Events);

        Assert.Equal((Milestone.AttemptFailed, reason), (told.Read.Milestone, told.Read.Reason));
    }

    [Fact]
    public void On_the_way_back_to_the_sender_nothing_is_a_delivery()
    {
        foreach (var row in Carrier.Codes.Rows.Where(row => row.Milestone is Milestone.Delivered or Milestone.OutForDelivery or Milestone.AttemptFailed && row.Sub.Length == 0))
        {
            var told = Assert.Single(Assert.Single(Read(new JsonObject { ["tracking_id"] = "NVSG12345678", ["event"] = row.Code, ["is_parcel_on_rts_leg"] = true })).Events);
            Assert.True(told.Read.Milestone is Milestone.Returning or Milestone.Returned, row.Code);
        }
    }

    private static IReadOnlyList<NumberResult> Read(JsonObject body) => Assert.IsType<CarrierReply.Answered>(Carrier.Read(new Wire
    {
        Carrier = NinjaVanCarrier.Id,
        Kind = WireKind.Push,
        ReceivedAt = Fixture.ReceivedAt,
        Body = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()),
    })).Results;
}
