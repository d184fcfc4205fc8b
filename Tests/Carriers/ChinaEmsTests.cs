using System.Net;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.ChinaEms;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class ChinaEmsTests
{
    private static readonly ChinaEmsCarrier Carrier = new();
    private static readonly Account Account = new()
    {
        Carrier = ChinaEmsCarrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["SendId"] = "EXAMPLE", ["Key"] = "KEY" },
        PushSecrets = [new PushSecret("KEY")],
    };

    [Fact]
    public async Task A_number_is_asked_in_a_form_with_a_digest_over_its_message()
    {
        var request = Carrier.Ask(new AskBatch(Account, [new(TrackingNumber.Get("LZ900000019CN"))], At: Instant.FromUtc(2026, 11, 20, 20, 0)));
        var body = await request.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("EXAMPLE", "EXAMPLE_JDPT_TRACE", "20261121040000"), (FormFields.Find(body, "sendID"), FormFields.Find(body, "msgKind"), FormFields.Find(body, "sendDate")));
        Assert.Equal("""{"traceNo":"LZ900000019CN"}""", WebUtility.UrlDecode(FormFields.Find(body, "msgBody")));
        var hex = Convert.ToHexStringLower(MD5.HashData("""{"traceNo":"LZ900000019CN"}KEY"""u8));
        Assert.Equal(Convert.ToBase64String(Encoding.ASCII.GetBytes(hex)), FormFields.Find(body, "dataDigest"));
        Assert.Null(Carrier.Profile.Push!.Proof.Refuse(_ => null, body, Account, Fixture.ReceivedAt));
    }

    [Fact]
    public void A_digest_proves_as_bytes_and_as_hex_digits_and_another_key_does_not()
    {
        var message = """{"traces":[{"traceNo":"LZ900000019CN","opCode":"80"}]}""";
        foreach (var digest in new[] { Convert.ToBase64String(FormDigest.Of("KEY", Encoding.UTF8.GetBytes(message))), EmsDigest.Of(message, "KEY") })
        {
            var form = Encoding.UTF8.GetBytes($"msgBody={WebUtility.UrlEncode(message)}&dataDigest={WebUtility.UrlEncode(digest)}");
            Assert.Null(Carrier.Profile.Push!.Proof.Refuse(_ => null, form, Account, Fixture.ReceivedAt));
            Assert.NotNull(Carrier.Profile.Push.Proof.Refuse(_ => null, form, Account with { PushSecrets = [new PushSecret("other")] }, Fixture.ReceivedAt));
        }
        Assert.Equal(Trust.Hint, Carrier.Profile.Push!.Trust);
    }

    [Fact]
    public void Who_scanned_is_not_kept()
    {
        foreach (var fixture in Fixture.All.Where(fixture => fixture.Carrier is ChinaEmsCarrier))
            Assert.DoesNotContain("110101199001010000", Fixture.Render(fixture.Carrier.Read(fixture.Wire)), StringComparison.Ordinal);
    }
}
