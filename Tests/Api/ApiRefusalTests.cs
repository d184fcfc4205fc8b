using System.Net;
using System.Text;
using System.Text.Json;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Api;

/// <summary>Shops call the real portal with wrong orders and wrong keys, of which it keeps nothing, and read what it says of itself.</summary>
public sealed class ApiRefusalTests(SharedPortal shared) : IClassFixture<SharedPortal>
{
    private readonly PortalApp _portal = shared.Portal;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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
    public async Task A_body_over_a_mebibyte_is_too_large()
    {
        // It asks before it sends: the line may be cut under who sends what is refused, before the answer is read.
        using var asking = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = _portal.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = new StringContent($$"""{ "number": "X", "tier": "{{new string('x', 1 << 20)}}" }""", Encoding.UTF8, "application/json"),
            Headers = { Authorization = new("Bearer", _portal.Key), ExpectContinue = true },
        };
        using var answer = await asking.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task A_body_of_another_media_type_is_answered_415(string? mediaType)
    {
        using var body = new ByteArrayContent("""{ "number": "SO-1001" }"""u8.ToArray());
        body.Headers.ContentType = mediaType is null ? null : new(mediaType);
        using var answer = await _portal.Api.PostAsync("/api/v1/orders", body, Cancel);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
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

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string body)
    {
        using var answer = await _portal.Api.PostAsync("/api/v1/orders", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement);
    }
}
