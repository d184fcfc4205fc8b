using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tracking.EndToEnd.Given;

/// <summary>A shop's script at the API of a demo.</summary>
public sealed class Registrar(HttpClient http, Demo demo)
{
    /// <summary>Registers an order of one parcel.</summary>
    /// <param name="number">Null for one that nobody has.</param>
    public async Task<RegisteredOrder> RegisterAsync(string carrier, string trackingNumber, string destination, CancellationToken cancel, string channel = "e2e", string? number = null)
    {
        number ??= "E2E-" + Guid.NewGuid().ToString("N")[..8].ToUpperInvariant();
        var order = await SendAsync(HttpMethod.Post, "/api/v1/orders", JsonContent.Create(new
        {
            channel,
            number,
            buyer = new { email = $"{number.ToLowerInvariant()}@example.test" },
            destination = new { country = destination },
            parcels = new[] { new { carrier, trackingNumber } },
        }), cancel);
        return new RegisteredOrder(number, order.GetProperty("token").GetString()!, order.GetProperty("parcels")[0].GetProperty("id").GetString()!, trackingNumber);
    }

    /// <summary>The API's answer about a parcel.</summary>
    public Task<JsonElement> ParcelAsync(string id, CancellationToken cancel) => SendAsync(HttpMethod.Get, "/api/v1/parcels/" + id, null, cancel);

    /// <summary>Gives the shop this look; its logo stays.</summary>
    public Task DressAsync(object look, CancellationToken cancel) => SendAsync(HttpMethod.Put, "/api/v1/shop", JsonContent.Create(look), cancel);

    /// <summary>Gives the shop this logo, or none.</summary>
    public Task ShowLogoAsync(byte[]? png, CancellationToken cancel) =>
        SendAsync(png is null ? HttpMethod.Delete : HttpMethod.Put, "/api/v1/shop/logo", png is null ? null : new ByteArrayContent(png) { Headers = { ContentType = new("image/png") } }, cancel);

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", demo.ApiKey);
        using var answer = await http.SendAsync(request, cancel);
        var body = await answer.Content.ReadAsStringAsync(cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path.Split('/')[3]}: {(int)answer.StatusCode} {body}");
        return JsonDocument.Parse(body).RootElement;
    }
}
