using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Portal.Buyer;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Buyer;

/// <summary>The bar on a shop's own pages, the shop's look, and the page for programs.</summary>
public sealed class EmbedTests : IAsyncLifetime
{
    private const string Site = "https://shop.example.test";

    private PortalApp _portal = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await PortalApp.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Only_the_sites_that_a_shop_lists_may_frame_or_fetch_the_bar()
    {
        var order = await RegisterAsync();
        using (var before = await _portal.Http.GetAsync("/embed/" + order.Token, Cancel))
            Assert.Contains("frame-ancestors 'none'", string.Join("", before.Headers.GetValues("Content-Security-Policy")));
        using (var dressed = await _portal.Api.PutAsJsonAsync("/api/v1/shop", new { supportUrl = "https://help.example.test/", brand = new { accent = "#ffcc00", poweredBy = false, sites = new[] { Site } } }, Cancel))
            Assert.Equal(HttpStatusCode.OK, dressed.StatusCode);
        using var frame = await _portal.Http.GetAsync($"/embed/{order.Token}?lang=ja&theme=dark", Cancel);
        Assert.EndsWith("frame-ancestors " + Site, string.Join("", frame.Headers.GetValues("Content-Security-Policy")));
        var html = await frame.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("<html lang=\"ja\" dir=\"ltr\" data-theme=\"dark\">", html);
        Assert.Contains("/brand/ffcc00.css", html);
        Assert.DoesNotContain("Parcel Portal", html);
        Assert.DoesNotContain("SO-1", html);
        Assert.DoesNotMatch("style=|<style|<script(?! defer src=\"/embedded.js\")|onclick=", html);

        Assert.Equal(Site, await AllowedAsync(order.Token, Site));
        Assert.Equal("", await AllowedAsync(order.Token, "https://elsewhere.example.test"));
        using var nobody = await _portal.Http.GetAsync("/embed/AAAAAAAAAAAAAAAAAAAAAA", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task The_components_answer_is_words_ready_to_show()
    {
        var order = await RegisterAsync();
        using var json = JsonDocument.Parse(await _portal.Http.GetStringAsync($"/embed/{order.Token}.json?lang=ar", Cancel));
        var state = json.RootElement;
        Assert.Equal(("ar", "rtl", "عرض الرحلة كاملة"), (state.GetProperty("language").GetString(), state.GetProperty("direction").GetString(), state.GetProperty("details").GetString()));
        Assert.Equal("لا أخبار بعد", state.GetProperty("parcels")[0].GetProperty("headline").GetString());
        Assert.EndsWith($"/t/{order.Token}?lang=ar", state.GetProperty("link").GetString());
    }

    [Fact]
    public async Task The_page_around_the_bar_chooses_its_colour_and_corners_and_nothing_else()
    {
        var order = await RegisterAsync();
        using (await _portal.Api.PutAsJsonAsync("/api/v1/shop", new { brand = new { accent = "#ffcc00", sites = new[] { Site } } }, Cancel))
        {
        }
        var html = await _portal.Http.GetStringAsync($"/embed/{order.Token}?colour=%231d5bb8&radius=4px", Cancel);
        Assert.Contains("/brand/1d5bb8.css", html);
        Assert.Contains("/brand/radius/4px.css", html);
        Assert.Equal(".embedded .card{border-radius:4px}", await _portal.Http.GetStringAsync("/brand/radius/4px.css", Cancel));
        var odd = await _portal.Http.GetStringAsync($"/embed/{order.Token}?colour=red&radius=4px%7D*%7Bcolor:red&theme=none", Cancel);
        Assert.Contains("/brand/ffcc00.css", odd);
        Assert.DoesNotContain("/radius/", odd);
        Assert.DoesNotContain("data-theme", odd);
        foreach (var path in new[] { "/brand/radius/4px%7D.css", "/brand/radius/4.css", "/brand/radius/4px%0A.css", "/brand/red.css" })
        {
            using var none = await _portal.Http.GetAsync(path, Cancel);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, none.StatusCode));
        }
        // Of a colour that nobody could read on either ground.
        using var json = JsonDocument.Parse(await _portal.Http.GetStringAsync($"/embed/{order.Token}.json?colour=%23ffff00", Cancel));
        Assert.Equal((BrandColours.Light("ffff00"), BrandColours.Dark("ffff00")), (json.RootElement.GetProperty("light").GetString(), json.RootElement.GetProperty("dark").GetString()));
    }

    [Fact]
    public async Task Parcels_of_one_order_are_told_apart_without_a_word_of_what_is_in_them()
    {
        var order = await RegisterAsync();
        using var alone = JsonDocument.Parse(await _portal.Http.GetStringAsync($"/embed/{order.Token}.json", Cancel));
        Assert.Equal(JsonValueKind.Null, alone.RootElement.GetProperty("parcels")[0].GetProperty("which").ValueKind);
        await RegisterAsync(tracking: "770000000002");
        var state = await _portal.Http.GetStringAsync($"/embed/{order.Token}.json", Cancel);
        using var both = JsonDocument.Parse(state);
        Assert.Equal(["Parcel 1 of 2", "Parcel 2 of 2"], both.RootElement.GetProperty("parcels").EnumerateArray().Select(parcel => parcel.GetProperty("which").GetString()));
        var html = await _portal.Http.GetStringAsync($"/embed/{order.Token}", Cancel);
        Assert.Contains("Parcel 2 of 2", html);
        Assert.DoesNotContain("Headphones", html + state);
    }

    [Fact]
    public async Task A_logo_stands_in_place_of_the_name_survives_another_look_and_goes_when_told()
    {
        var order = await RegisterAsync();
        byte[] picture = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. new byte[40]];
        using (var shown = await _portal.Api.PutAsync("/api/v1/shop/logo", Picture(picture, "image/png"), Cancel))
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
        using (var dressed = await _portal.Api.PutAsJsonAsync("/api/v1/shop", new { brand = new { accent = "#ffcc00", logo = "another.png" } }, Cancel))
            Assert.Equal(HttpStatusCode.OK, dressed.StatusCode);
        var address = System.Text.RegularExpressions.Regex.Match(await PageAsync(order), "<img class=\"logo\" src=\"(/brand/logo/[0-9a-f]{32}\\.png)\" alt=\"Blue Kettle\"").Groups[1].Value;
        using (var served = await _portal.Http.GetAsync(address, Cancel))
        {
            Assert.Equal((HttpStatusCode.OK, "image/png"), (served.StatusCode, served.Content.Headers.ContentType?.MediaType));
            Assert.Equal(picture, await served.Content.ReadAsByteArrayAsync(Cancel));
        }
        using (var gone = await _portal.Api.DeleteAsync("/api/v1/shop/logo", Cancel))
            Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        Assert.Contains("<p class=\"shop\">Blue Kettle</p>", await PageAsync(order));
        using var forgotten = await _portal.Http.GetAsync(address, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, forgotten.StatusCode);
    }

    private static ByteArrayContent Picture(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = new(type) } };

    private async Task<string> PageAsync(Order order)
    {
        using var fresh = new HttpRequestMessage(HttpMethod.Get, "/t/" + order.Token) { Headers = { CacheControl = new() { NoCache = true } } };
        using var answer = await _portal.Http.SendAsync(fresh, Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    [Fact]
    public async Task The_page_speaks_to_programs_as_schema_org_does_and_no_text_of_anybodys_ends_the_element()
    {
        var order = await RegisterAsync("</script><b>Headphones & more");
        var html = await _portal.Http.GetStringAsync("/t/" + order.Token, Cancel);
        using var data = JsonDocument.Parse(Regex.Match(html, "<script type=\"application/ld\\+json\">(.*?)</script>").Groups[1].Value);
        var parcel = data.RootElement.GetProperty("@graph")[0];
        Assert.Equal(("ParcelDelivery", "770000000001", "SO-1", "</script><b>Headphones & more"),
            (parcel.GetProperty("@type").GetString(), parcel.GetProperty("trackingNumber").GetString(), parcel.GetProperty("partOfOrder").GetProperty("orderNumber").GetString(), parcel.GetProperty("itemShipped")[0].GetProperty("name").GetString()));
        Assert.DoesNotContain("<b>", html);
        Assert.DoesNotContain("buyer@", html);
    }

    private async Task<string> AllowedAsync(string token, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/embed/{token}.json") { Headers = { { "Origin", origin } } };
        using var answer = await _portal.Http.SendAsync(request, Cancel);
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? string.Join("", allowed) : "";
    }

    private async Task<Order> RegisterAsync(string title = "Headphones", string tracking = "770000000001") => (await _portal.Get<OrderStore>().RegisterAsync(_portal.Shop, new OrderDraft
    {
        Channel = "web",
        Number = "SO-1",
        BuyerEmail = "buyer@example.test",
        Country = "US",
        Parcels = [new ParcelDraft { Carrier = new CarrierId("fedex"), Number = TrackingNumber.Get(tracking), Items = [new Item { Sku = "A1", Title = title, Quantity = 1 }] }],
    }, Cancel)).Order;
}
