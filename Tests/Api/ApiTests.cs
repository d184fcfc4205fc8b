using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Api;

/// <summary>Shops call the real portal with right and wrong orders, and with right and wrong keys.</summary>
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

    [Theory]
    [InlineData("""{ "number": "X", "destination": { "country": "ZZ" } }""", "destination.country")]
    [InlineData("""{ "number": "X", "placedAt": "1926-01-01T00:00:00Z" }""", "placedAt")]
    [InlineData("""{ "number": "X", "placedAt": "yesterday" }""", "placedAt")]
    [InlineData("""{ "number": "X", "parcels": [ { "trackingNumber": "12345678", "promisedBy": "2126-01-01" } ] }""", "parcels[0].promisedBy")]
    [InlineData("""{ "number": "X", "parcels": [ { "trackingNumber": "12345678" }, { "trackingNumber": "1234-5678" } ] }""", "parcels[1].trackingNumber")]
    [InlineData("""{ "number": "X", "parcels": [ { "carrier": "nobody", "trackingNumber": "12345678" } ] }""", "parcels[0].carrier")]
    [InlineData("""{ "number": "X", "parcels": [ { "trackingNumber": "1" } ] }""", "parcels[0].trackingNumber")]
    [InlineData("""{ "number": "X", "parcels": [ null ] }""", "parcels[0]")]
    [InlineData("""{ "number": "X", "parcels": [ { "trackingNumber": "12345678", "items": [ { "sku": "A", "quantity": 0 } ] } ] }""", "parcels[0].items[0].quantity")]
    [InlineData("""{ "number": "X", "value": { "amount": -1, "currency": "EURO" } }""", "value.amount")]
    [InlineData("""{ "number": " " }""", "number")]
    [InlineData("""{ "number": "X", "buyer": { "email": "nobody" } }""", "buyer.email")]
    [InlineData("""{ "number": "X\u0000Y" }""", "number")]
    [InlineData("""{ "number": "X\u202EY" }""", "number")]
    public async Task A_wrong_field_is_named_and_nothing_is_kept(string body, string field)
    {
        var (status, answer) = await PostAsync(body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains(field, answer.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        await using var command = _portal.Database.DataSource.CreateCommand("select (select count(*) from tracking.purchase) + (select count(*) from tracking.parcel)");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancel));
    }

    [Theory]
    [InlineData("""{ "number": """, HttpStatusCode.BadRequest)]
    [InlineData("""{ "number": "X", "number": "Y" }""", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("[]", HttpStatusCode.BadRequest)]
    public async Task A_body_that_is_no_order_is_refused(string body, HttpStatusCode expected) => Assert.Equal(expected, (await PostAsync(body)).Status);

    [Fact]
    public async Task A_body_over_a_mebibyte_is_too_large() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync($$"""{ "number": "X", "tier": "{{new string('x', 1 << 20)}}" }""")).Status);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_body_of_another_media_type_is_answered_415(string? mediaType)
    {
        using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(Example));
        body.Headers.ContentType = mediaType is null ? null : new(mediaType);
        using var answer = await _portal.Api.PostAsync("/api/v1/orders", body, Cancel);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
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

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer ")]
    [InlineData("Bearer ptk_wrong")]
    [InlineData("Basic cHRrOng=")]
    public async Task Without_a_valid_key_the_answer_is_401(string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/changes");
        if (header is not null)
            request.Headers.TryAddWithoutValidation("Authorization", header);
        using var answer = await _portal.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task The_api_describes_itself_and_its_page_asks_nobody_else()
    {
        using var document = JsonDocument.Parse(await _portal.Http.GetStringAsync("/openapi/v1.json", Cancel));
        Assert.Equal(
            ["/api/v1/changes", "/api/v1/erasures", "/api/v1/orders", "/api/v1/orders/{id}", "/api/v1/parcels", "/api/v1/parcels/{id}", "/api/v1/shop", "/api/v1/shop/logo", "/api/v1/shop/notices", "/api/v1/shop/notices/preview"],
            document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        Assert.True(schemas.GetProperty("OrderRequestParcelPart").GetProperty("properties").TryGetProperty("promisedBy", out _));
        Assert.False(schemas.GetProperty("OrderRequestParcelPart").TryGetProperty("required", out _));
        Assert.True(schemas.GetProperty("OrderAnswerParcelPart").GetProperty("properties").TryGetProperty("candidates", out _));
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", await _portal.Http.GetStringAsync("/docs", Cancel));
    }

    private async Task<JsonElement> GetAsync(string path) => JsonDocument.Parse(await _portal.Api.GetStringAsync(path, Cancel)).RootElement;

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string body)
    {
        using var answer = await _portal.Api.PostAsync("/api/v1/orders", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement);
    }
}
