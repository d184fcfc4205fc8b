using System.Text;
using Tracking.Carriers;
using Tracking.Carriers.Easypost;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class EasypostTests
{
    private static readonly EasypostCarrier Carrier = new();
    private static readonly Account Account = new()
    {
        Carrier = EasypostCarrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ApiKey"] = "key" },
        PushSecrets = [new PushSecret("s\u00E9cret")],
    };

    [Fact]
    public async Task A_tracker_is_made_and_asked_for_with_the_key_as_the_user()
    {
        var batch = new AskBatch(Account, [new(TrackingNumber.Get("790000000016"), Carrier: new("fedex"))]);

        var (ask, enrol) = (Carrier.Ask(batch), Carrier.Enrol(batch));
        Assert.Equal((HttpMethod.Get, "v2/trackers?tracking_code=790000000016&carrier=FedEx&page_size=5"), (ask.Method, ask.RequestUri!.OriginalString));
        Assert.Equal((HttpMethod.Post, "v2/trackers"), (enrol.Method, enrol.RequestUri!.OriginalString));
        Assert.Equal("""{"tracker":{"tracking_code":"790000000016","carrier":"FedEx"}}""", await enrol.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.All([ask, enrol], request => Assert.Equal("Basic " + Convert.ToBase64String("key:"u8), request.Headers.Authorization!.ToString()));
        Assert.Equal("""{"tracker":{"tracking_code":"X1234"}}""", await Carrier.Enrol(new AskBatch(Account, [new(TrackingNumber.Get("X1234"))])).Content!.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A body of ours under the secret whose form EasyPost's own libraries test with; the value was computed beside them, over <c>se&#x301;cret</c>.</summary>
    [Fact]
    public void A_push_is_proven_with_its_secret_taken_apart_and_not_as_it_is_written()
    {
        var push = Carrier.Profile.Push!;
        var body = """{"key1":"value1"}"""u8.ToArray();
        var apart = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes("se\u0301cret"), body));
        var written = Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Encoding.UTF8.GetBytes("s\u00E9cret"), body));

        Assert.Equal((Trust.Evidence, 200), (push.Trust, push.Status));
        Assert.Null(Refuse("hmac-sha256-hex=" + apart));
        Assert.NotNull(Refuse("hmac-sha256-hex=" + written));
        Assert.NotNull(Refuse(apart));

        string? Refuse(string signature) => push.Proof.Refuse(name => name == "X-Hmac-Signature" ? signature : null, body, Account, Fixture.ReceivedAt);
    }

    /// <summary>The published vector, where the recorded payloads lie beside this repository: the body without its last newline.</summary>
    [Fact]
    public void The_published_vector_proves_its_recorded_body()
    {
        var recorded = Path.Combine(Environment.GetEnvironmentVariable("TRACKING_PAYLOADS") is { Length: > 0 } named ? named : Path.Combine(Fixture.RepositoryFolder(), "..", "shared", "payloads"), "easypost", "webhook_tracker_updated_signed_vector.json");
        Assert.SkipUnless(File.Exists(recorded), "no folder of recorded payloads");
        var body = File.ReadAllBytes(recorded)[..^1];
        const string Published = "hmac-sha256-hex=38f3f53c103713df81616a0a186d77141957323ec21d5fe9363db93840f527db";

        Assert.Null(Carrier.Profile.Push!.Proof.Refuse(_ => Published, body, Account, Fixture.ReceivedAt));
        body[100] ^= 1;
        Assert.NotNull(Carrier.Profile.Push!.Proof.Refuse(_ => Published, body, Account, Fixture.ReceivedAt));
    }

    [Theory]
    [InlineData("""{"error":{"code":"TRACKER.CREATE.ERROR","message":"Unable to match a carrier"}}""", NumberOutcome.Refused)]
    [InlineData("""{"error":{"code":"TRACKER.NOT_FOUND","message":"not found"}}""", NumberOutcome.NotFound)]
    [InlineData("""{"error":{"code":"SOMETHING.NEW","message":"?"}}""", NumberOutcome.Inconclusive)]
    [InlineData("""{"trackers":[],"has_more":false}""", NumberOutcome.Inconclusive)]
    [InlineData("""{"trackers":[{"object":"Tracker","tracking_code":"EZ1000000001","status":"unknown","tracking_details":[]}]}""", NumberOutcome.NotFound)]
    public void A_number_without_a_scan_ends_by_what_is_to_do_next(string body, NumberOutcome outcome)
    {
        var reply = Carrier.Read(new Wire { Carrier = EasypostCarrier.Id, Kind = WireKind.Poll, ReceivedAt = Fixture.ReceivedAt, Asked = [TrackingNumber.Get("EZ1000000001")], Body = Encoding.UTF8.GetBytes(body) });

        Assert.Equal(outcome, Assert.Single(Assert.IsType<CarrierReply.Answered>(reply).Results).Outcome);
    }
}
