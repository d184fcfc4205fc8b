using System.Text.Json.Nodes;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class AskTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static HttpRequestMessage Ask(string carrier, string? postcode, params string[] numbers)
    {
        var account = new Account { Carrier = new(carrier), Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ApiKey"] = "key" } };
        return new CarrierRegistry().Find(new(carrier))!.Ask(new AskBatch(account, [.. numbers.Select(number => new AskNumber(TrackingNumber.Get(number), "DE", postcode))], "token"));
    }

    [Fact]
    public async Task FedEx_is_asked_for_many_numbers_in_one_body()
    {
        var request = Ask("fedex", null, "568838414941", "797806677146");
        Assert.Equal((HttpMethod.Post, "track/v1/trackingnumbers", "Bearer token"), (request.Method, request.RequestUri!.ToString(), request.Headers.Authorization!.ToString()));
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(Ct))!;
        Assert.True((bool)body["includeDetailedScans"]!);
        Assert.Equal(["568838414941", "797806677146"], body["trackingInfo"]!.AsArray().Select(asked => (string)asked!["trackingNumberInfo"]!["trackingNumber"]!));
    }

    [Fact]
    public void USPS_is_asked_without_the_ZIP_code_before_the_number()
    {
        var request = Ask("usps", null, "420344429400100000000000000105");
        Assert.Equal("tracking/v3/tracking/9400100000000000000105?expand=DETAIL", request.RequestUri!.ToString());
        Assert.Equal("Bearer token", request.Headers.Authorization!.ToString());
    }

    [Fact]
    public void DHL_is_asked_with_its_key_and_the_postcode_where_it_is_known()
    {
        var request = Ask("dhl-unified", "SW1A 1AA", "1234560106");
        Assert.Equal("track/shipments?trackingNumber=1234560106&language=en&recipientPostalCode=SW1A%201AA", request.RequestUri!.OriginalString);
        Assert.Equal("key", Assert.Single(request.Headers.GetValues("DHL-API-Key")));
        Assert.DoesNotContain("recipientPostalCode", Ask("dhl-unified", null, "1234560106").RequestUri!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_request_is_relative_so_that_the_accounts_address_decides_where_it_goes()
    {
        foreach (var carrier in new CarrierRegistry().List())
        {
            var account = new Account { Carrier = carrier.Profile.Id, Settings = carrier.Profile.Needs.ToDictionary(need => need, _ => "x", StringComparer.OrdinalIgnoreCase) };
            Assert.False(carrier.Ask(new AskBatch(account, [new AskNumber(TrackingNumber.Get("LZ123456785US"))], "token")).RequestUri!.IsAbsoluteUri, carrier.Profile.Id.Value);
        }
    }
}
