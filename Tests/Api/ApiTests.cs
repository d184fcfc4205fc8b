using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Api;

/// <summary>Shops call the real portal with right orders, each with its own key.</summary>
public sealed class ApiTests : IAsyncLifetime
{
    private const string Example = """
        { "channel": "shopify", "number": "SO-1001", "placedAt": "2026-11-01T08:00:00Z",
          "buyer": { "email": "buyer@example.test", "name": "Kim Canary", "locale": "pt-BR" },
          "destination": { "country": "BR", "postcode": "01310-100" }, "value": { "amount": 49.90, "currency": "USD" }, "tier": "vip",
          "parcels": [ { "carrier": "fedex", "trackingNumber": "770000000001", "promisedBy": "2026-11-25",
                         "items": [ { "sku": "A1", "title": "Headphones", "quantity": 1 } ] } ] }
        """;

    private PortalApp _portal = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await PortalApp.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task An_order_is_created_once_and_then_found_again()
    {
        var (created, first) = await PostAsync(Example);
        var (again, second) = await PostAsync(Example);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (created, again));
        Assert.Equal(first.GetRawText(), second.GetRawText());
        Assert.Equal(JsonValueKind.String, first.GetProperty("id").ValueKind);
        Assert.EndsWith("/t/" + first.GetProperty("token").GetString(), first.GetProperty("trackingUrl").GetString());
        var parcel = first.GetProperty("parcels")[0];
        Assert.Equal(("fedex", "770000000001"), (parcel.GetProperty("carrier").GetString(), parcel.GetProperty("trackingNumber").GetString()));
        var found = await GetAsync("/api/v1/orders/" + first.GetProperty("id").GetString());
        Assert.Equal(first.GetRawText(), found.GetRawText());
        var answer = await GetAsync("/api/v1/parcels/" + parcel.GetProperty("id").GetString());
        Assert.Equal(["id", "orders", "legs", "stage", "milestone", "steps", "timeline", "custody", "refused", "findings", "whyNot", "edd", "eta", "version", "overrides"], answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal(answer.GetRawText(), (await GetAsync("/api/v1/parcels?trackingNumber=7700 0000 0001")).GetProperty("items")[0].GetRawText());
        // Changes show once no older transaction runs anywhere in the cluster, other tests' databases among it.
        while (!(await GetAsync("/api/v1/changes?after=0")).GetProperty("items").EnumerateArray().Any(change => change.GetProperty("parcel").GetString() == parcel.GetProperty("id").GetString()))
            await Task.Delay(20, Cancel);
    }

    [Fact]
    public async Task A_number_nobody_can_place_keeps_its_parcel_and_says_undecided()
    {
        var (status, answer) = await PostAsync("""{ "number": "SO-7", "parcels": [ { "trackingNumber": "ZZZZ-0" } ] }""");
        Assert.Equal(HttpStatusCode.Created, status);
        var parcel = answer.GetProperty("parcels")[0];
        Assert.Equal(JsonValueKind.Null, parcel.GetProperty("carrier").ValueKind);
        Assert.Equal(JsonValueKind.Array, parcel.GetProperty("candidates").ValueKind);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync("""{ "number": "SO-8", "parcels": [] }""")).Status);
    }

    [Fact]
    public async Task Another_shops_key_sees_nothing_and_makes_its_own()
    {
        var (_, mine) = await PostAsync(Example);
        var shops = _portal.Get<ShopStore>();
        var other = await shops.EnsureAsync("Red Lamp", null, "UTC", Cancel);
        using var stranger = new HttpClient { BaseAddress = _portal.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", await shops.CreateKeyAsync(other.Id, Cancel)) } };
        foreach (var path in new[] { "/api/v1/orders/" + mine.GetProperty("id").GetString(), "/api/v1/parcels/" + mine.GetProperty("parcels")[0].GetProperty("id").GetString(), "/api/v1/orders/x", "/api/v1/parcels/99999999999999999999" })
        {
            using var answer = await stranger.GetAsync(path, Cancel);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }
        Assert.Equal("""{"items":[]}""", await stranger.GetStringAsync("/api/v1/parcels?trackingNumber=770000000001", Cancel));
        Assert.Equal("""{"items":[],"next":"0"}""", await stranger.GetStringAsync("/api/v1/changes?after=0", Cancel));
        using var theirs = await stranger.PostAsync("/api/v1/orders", new StringContent(Example, Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal(HttpStatusCode.Created, theirs.StatusCode);
    }

    private async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await _portal.Api.GetStringAsync(path, Cancel)).RootElement;

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string body)
    {
        using var answer = await _portal.Api.PostAsync("/api/v1/orders", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement);
    }
}
