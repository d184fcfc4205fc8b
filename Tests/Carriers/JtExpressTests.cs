using System.Text;
using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.JtExpress;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class JtExpressTests
{
    private static readonly JtExpressCarrier Carrier = new();
    private static readonly Account Account = new()
    {
        Carrier = JtExpressCarrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ApiAccount"] = "ACCOUNT", ["PrivateKey"] = "PRIV" },
        PushSecrets = [new PushSecret("PRIV")],
    };

    [Fact]
    public async Task Numbers_are_asked_in_one_field_whose_digest_stands_in_a_header()
    {
        var request = Carrier.Ask(new AskBatch(Account, [new(TrackingNumber.Get("UEG000000900018")), new(TrackingNumber.Get("UEG000000900026"))], At: Instant.FromUnixTimeMilliseconds(1_700_000_000_000)));
        var content = FormFields.Find(await request.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken), "bizContent")!;

        Assert.Equal("""{"billCodes":"UEG000000900018,UEG000000900026"}""", content);
        Assert.Equal(("ACCOUNT", "1700000000000"), (Assert.Single(request.Headers.GetValues("apiAccount")), Assert.Single(request.Headers.GetValues("timestamp"))));
        Assert.Equal(Convert.ToBase64String(FormDigest.Of("PRIV", Encoding.UTF8.GetBytes(content))), Assert.Single(request.Headers.GetValues("digest")));
        Assert.Equal(30, Carrier.Profile.BatchSize);
        Assert.Null(Carrier.Profile.BaseAddress);
        Assert.NotNull(Carrier.Profile.OffBecause);
    }

    [Fact]
    public void The_known_digest_of_a_question_proves_a_push_of_the_same_words()
    {
        var push = Carrier.Profile.Push!;
        var body = "bizContent=%7B%22billCodes%22%3A%22UEG000000190252%22%7D"u8.ToArray();

        Assert.Null(push.Proof.Refuse(name => name == "digest" ? "xxs4XAfGtSNaULkxpN40OA==" : null, body, Account, Fixture.ReceivedAt));
        Assert.NotNull(push.Proof.Refuse(_ => null, body, Account, Fixture.ReceivedAt));
        body[^5] ^= 1;
        Assert.NotNull(push.Proof.Refuse(_ => "xxs4XAfGtSNaULkxpN40OA==", body, Account, Fixture.ReceivedAt));
        Assert.Equal((Trust.Hint, 200), (push.Trust, push.Status));
    }

    [Theory]
    [InlineData("Arrival", "110", Milestone.ArrivedSorting)]
    [InlineData("Problematic scanning", "110", Milestone.AttemptFailed)]
    [InlineData(null, "110", null)]
    [InlineData("A new scan", null, null)]
    public void The_name_of_a_scan_decides_where_a_number_has_two_meanings(string? name, string? code, Milestone? milestone)
    {
        var body = System.Text.Json.JsonSerializer.Serialize(new { code = "1", data = new[] { new { billCode = "UEG000000900018", details = new[] { new { scanTime = "2026-11-20 10:00:00", scanType = name, scanTypeCode = code } } } } });
        var reply = Carrier.Read(new Wire { Carrier = JtExpressCarrier.Id, Kind = WireKind.Poll, ReceivedAt = Fixture.ReceivedAt, Body = Encoding.UTF8.GetBytes(body) });
        Assert.Equal(milestone, Assert.Single(Assert.Single(Assert.IsType<CarrierReply.Answered>(reply).Results).Events).Read.Milestone);
    }
}
