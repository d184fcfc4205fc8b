using System.Net;
using System.Text.Json;
using NodaTime;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Buyer;
using Tracking.Portal.Live;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Buyer;

/// <summary>The buyer's page, its JSON and its live events, served by the real portal.</summary>
public sealed class BuyerPageTests : IAsyncLifetime
{
    private static readonly OffsetDateTime Morning = new LocalDateTime(2026, 11, 20, 10, 0).WithOffset(Offset.FromHours(-6));

    private PortalApp _portal = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await PortalApp.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task The_page_is_whole_without_a_cookie_a_circuit_or_anything_inline()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        using var answer = await _portal.Http.GetAsync("/t/" + order.Token, Cancel);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("<!DOCTYPE html>", html);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.DoesNotContain("_blazor", html);
        Assert.DoesNotContain("<!--Blazor", html);
        Assert.DoesNotMatch("style=|<style|<script(?! defer src=\"/buyer.js\"| type=\"application/ld\\+json\")|onclick=", html);
        Assert.Equal("no-referrer", string.Join("", answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("noindex", string.Join("", answer.Headers.GetValues("X-Robots-Tag")));
        Assert.Contains("default-src 'none'", string.Join("", answer.Headers.GetValues("Content-Security-Policy")));
        Assert.True(answer.Headers.CacheControl is { Private: true, MaxAge.TotalSeconds: 1 });
        using var head = await _portal.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/t/" + order.Token), Cancel);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
    }

    [Fact]
    public async Task Hostile_words_of_a_carrier_are_shown_and_do_nothing()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        await ScanAsync("770000000001", new FedexScan(Morning, "OC", "<img src=x onerror=alert(1)> & <script>alert(2)</script>", "<b>MEMPHIS</b>", "US"));
        var html = await _portal.Http.GetStringAsync("/t/" + order.Token, Cancel);
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain("<script>", html);
        Assert.DoesNotContain("<b>", html);
    }

    [Fact]
    public async Task Nobody_learns_who_the_buyer_is()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        await ScanAsync("770000000001", new FedexScan(Morning, "DL", "Delivered. Signed for by: K.CANARY, call 555-010-4477 or kim.canary@example.test", "MEMPHIS", "US"));
        foreach (var path in new[] { "/t/" + order.Token, $"/t/{order.Token}.json" })
        {
            var text = await _portal.Http.GetStringAsync(path, Cancel);
            Assert.Contains("Memphis", text);
            Assert.DoesNotContain("canary", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("4477", text);
            Assert.DoesNotContain("buyer@", text);
        }
    }

    [Fact]
    public async Task The_json_has_the_shape_that_is_promised()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        await ScanAsync("770000000001", new FedexScan(Morning, "OD", "On FedEx vehicle for delivery", "MEMPHIS", "US"));
        using var json = JsonDocument.Parse(await _portal.Http.GetStringAsync($"/t/{order.Token}.json", Cancel));
        Assert.Equal(["number", "version", "parcels"], json.RootElement.EnumerateObject().Select(property => property.Name));
        var parcel = json.RootElement.GetProperty("parcels")[0];
        Assert.Equal(["carrier", "trackingNumber", "stage", "milestone", "steps", "sentence", "action", "edd", "eta", "timeline"], parcel.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("fedex", "OutForDelivery"), (parcel.GetProperty("carrier").GetString(), parcel.GetProperty("stage").GetString()));
        Assert.Contains(parcel.GetProperty("steps").EnumerateArray(), step => step.GetProperty("state").GetString() == "now" && step.GetProperty("at").GetString() == "2026-11-20T10:00:00-06:00");
        var line = parcel.GetProperty("timeline")[0];
        Assert.Equal(
            ("2026-11-20T10:00:00", "-06:00", "2026-11-20T16:00:00Z", "Stated", 1),
            (line.GetProperty("local").GetString(), line.GetProperty("offset").GetString(), line.GetProperty("instant").GetString(), line.GetProperty("basis").GetString(), line.GetProperty("sources").GetInt32()));
    }

    [Fact]
    public async Task An_open_page_is_told_of_a_change_and_forgotten_when_it_closes()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        var version = JsonDocument.Parse(await _portal.Http.GetStringAsync($"/t/{order.Token}.json", Cancel)).RootElement.GetProperty("version").GetInt64();
        using (var answer = await _portal.Http.GetAsync($"/t/{order.Token}/live?since={version}", HttpCompletionOption.ResponseHeadersRead, Cancel))
        {
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
            Assert.Equal("retry: 3000", await lines.ReadLineAsync(Cancel));
            await lines.ReadLineAsync(Cancel);
            await ScanAsync("770000000001", new FedexScan(Morning, "OD", "On FedEx vehicle for delivery", "MEMPHIS", "US"));
            var told = new[] { await NextAsync(lines), await NextAsync(lines), await NextAsync(lines) };
            Assert.True(long.Parse(told[0]["id: ".Length..]) > version);
            Assert.Equal("event: changed", told[1]);
            Assert.Contains("\"stage\":\"OutForDelivery\"", told[2]);
        }
        var feed = _portal.Get<LiveFeed>();
        while (feed.Open > 0)
            await Task.Delay(20, Cancel);
    }

    [Fact]
    public async Task A_page_that_another_node_holds_open_is_told_too()
    {
        await using var other = await PortalApp.StartAsync(Cancel, beside: _portal);
        var order = await RegisterAsync("SO-1", "770000000001");
        var version = await VersionAsync(order);
        using var answer = await other.Http.GetAsync($"/t/{order.Token}/live?since={version}", HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("retry: 3000", await NextAsync(lines));
        await ScanAsync("770000000001", new FedexScan(Morning, "OD", "On FedEx vehicle for delivery", "MEMPHIS", "US"));
        var (id, told) = (await NextAsync(lines), await NextAsync(lines) + await NextAsync(lines));
        Assert.Contains("\"stage\":\"OutForDelivery\"", told);
        // Both nodes show the page anew, whichever kept it.
        Assert.Equal($"id: {await VersionAsync(order)}", id);
        Assert.Contains("Out for delivery in Memphis", await other.Http.GetStringAsync($"/t/{order.Token}?lang=en", Cancel));
    }

    [Fact]
    public async Task Who_comes_back_is_told_what_was_missed_and_nothing_twice()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        await ScanAsync("770000000001", new FedexScan(Morning, "AR", "Arrived at FedEx location", "MEMPHIS", "US"));
        var before = await VersionAsync(order);
        await ScanAsync("770000000001", new FedexScan(Morning.PlusHours(2), "OD", "On FedEx vehicle for delivery", "MEMPHIS", "US"));
        var now = await VersionAsync(order);
        await InSightAsync();
        using (var missed = await ComeBackAsync(order, before))
            Assert.Equal($"id: {now}", await NextAsync(missed));
        using var current = await ComeBackAsync(order, now);
        await ScanAsync("770000000001", new FedexScan(Morning.PlusHours(3), "DE", "Delivery exception", "MEMPHIS", "US"));
        Assert.Equal($"id: {await VersionAsync(order)}", await NextAsync(current));
    }

    /// <summary>Until no change stands behind an older transaction, as those of other tests on the same server are: what comes in sight only then is told, whoever has seen it.</summary>
    private async Task InSightAsync()
    {
        await using var hidden = _portal.Get<Database>().Source.CreateCommand("select exists (select from tracking.outbox where xid >= pg_snapshot_xmin(pg_current_snapshot()))");
        while (await hidden.ExecuteScalarAsync(Cancel) is true)
            await Task.Delay(20, Cancel);
    }

    private async Task<StreamReader> ComeBackAsync(Order order, long lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/t/{order.Token}/live?since=1") { Headers = { { "Last-Event-ID", lastEventId.ToString(System.Globalization.CultureInfo.InvariantCulture) } } };
        var answer = await _portal.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        Assert.Equal("retry: 3000", await NextAsync(lines));
        return lines;
    }

    private async Task<long> VersionAsync(Order order)
    {
        using var json = JsonDocument.Parse(await _portal.Http.GetStringAsync($"/t/{order.Token}.json", Cancel));
        return json.RootElement.GetProperty("version").GetInt64();
    }

    [Fact]
    public async Task A_delivered_order_has_nothing_more_to_tell()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        await ScanAsync("770000000001", new FedexScan(Morning, "DL", "Delivered", "MEMPHIS", "US"));
        var version = JsonDocument.Parse(await _portal.Http.GetStringAsync($"/t/{order.Token}.json", Cancel)).RootElement.GetProperty("version").GetInt64();
        using var answer = await _portal.Http.GetAsync($"/t/{order.Token}/live?since={version}", HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task An_order_is_found_by_number_and_email_and_a_wrong_guess_learns_nothing()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        using (var found = await PostAsync(("number", "so-1"), ("proof", "Buyer@example.test")))
        {
            Assert.Equal(HttpStatusCode.SeeOther, found.StatusCode);
            Assert.Equal("/t/" + order.Token, found.Headers.Location?.OriginalString);
        }
        using var wrongMail = await PostAsync(("number", "SO-1"), ("proof", "other@example.test"));
        using var wrongNumber = await PostAsync(("number", "SO-2"), ("proof", "buyer@example.test"));
        Assert.Equal(wrongMail.StatusCode, wrongNumber.StatusCode);
        // What was typed is given back; beyond that the two are one.
        Assert.Equal(
            (await wrongMail.Content.ReadAsStringAsync(Cancel)).Replace("other@example.test", "buyer@example.test", StringComparison.Ordinal),
            (await wrongNumber.Content.ReadAsStringAsync(Cancel)).Replace("SO-2", "SO-1", StringComparison.Ordinal));
        Assert.Equal(Kept(wrongMail), Kept(wrongNumber));
        using var withSign = await PostAsync(("number", "# so-1"), ("proof", "buyer@example.test"));
        Assert.Equal(HttpStatusCode.SeeOther, withSign.StatusCode);
    }

    /// <summary>All headers but the clock's and the length's, which counts what was typed.</summary>
    private static string Kept(HttpResponseMessage answer) => string.Join('\n', answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Date" or "Content-Length")).Select(header => $"{header.Key}: {string.Join(",", header.Value)}").Order());

    [Fact]
    public async Task Nothing_that_a_carrier_writes_becomes_a_link()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        await ScanAsync("770000000001", new FedexScan(Morning, "CD", "Duty unpaid, pay at https://fedex-duty.example.test/pay or www.fedex-duty.example.test", "MEMPHIS", "US"));
        var links = System.Text.RegularExpressions.Regex.Matches(await PageAsync(order), "(?:href|src|action)=\"(?<to>[^\"]*)\"").Select(link => link.Groups["to"].Value).Where(to => !to.StartsWith('/') && !to.StartsWith('?')).Distinct();
        Assert.Equal(["https://help.example.test/", "https://www.fedex.com/fedextrack/?trknbr=770000000001"], links.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_tracking_number_alone_shows_the_way_and_not_the_order()
    {
        await RegisterAsync("SO-1", "770000000001");
        using var found = await PostAsync(("trackingNumber", "7700 0000 0001"));
        Assert.Equal(HttpStatusCode.SeeOther, found.StatusCode);
        var address = found.Headers.Location!.OriginalString;
        Assert.DoesNotContain("770000000001", address);
        var html = await _portal.Http.GetStringAsync(address, Cancel);
        Assert.Contains("770000000001", html);
        foreach (var secret in new[] { "SO-1", "Blue Kettle", "Headphones" })
            Assert.DoesNotContain(secret, html);
    }

    [Fact]
    public async Task The_way_is_drawn_late_by_the_portal_itself_kept_by_the_browser_and_told_in_words_too()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        await ScanAsync("770000000001", new FedexScan(Morning, "PU", "Picked up", "MEMPHIS", "US"));
        Assert.DoesNotContain("<picture>", await PageAsync(order));
        await ScanAsync("770000000001", new FedexScan(Morning.PlusHours(8), "AR", "Arrived at FedEx location", "NOWHERE LAND", "US"));
        await ScanAsync("770000000001", new FedexScan(Morning.PlusHours(20), "AR", "Arrived at FedEx location", "DENVER", "US"));
        var html = await PageAsync(order);
        Assert.Matches("<img src=\"/t/[^\"]+/map/1\\.svg\\?v=[0-9a-f]{12}\" alt=\"Map of the places listed below\" width=\"400\" height=\"300\" loading=\"lazy\"", html);
        Assert.Matches("Memphis, United States</span>.*Nowhere Land, United States</span>.*not on the map.*Denver, United States</span>", html.ReplaceLineEndings(" "));
        var address = System.Text.RegularExpressions.Regex.Match(html, "<img src=\"([^\"]+)\"").Groups[1].Value;
        using var light = await _portal.Http.GetAsync(address, Cancel);
        Assert.Equal(("image/svg+xml", true, 86400), (light.Content.Headers.ContentType?.MediaType, light.Headers.CacheControl!.Private, (int)light.Headers.CacheControl.MaxAge!.Value.TotalSeconds));
        Assert.StartsWith("default-src 'none'", string.Join("", light.Headers.GetValues("Content-Security-Policy")));
        var drawing = await light.Content.ReadAsStringAsync(Cancel);
        Assert.Contains(">Denver</text>", drawing);
        Assert.DoesNotContain("Nowhere", drawing);
        Assert.NotEqual(drawing, await _portal.Http.GetStringAsync(address + "&theme=dark", Cancel));
        using var again = await _portal.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, address) { Headers = { IfNoneMatch = { light.Headers.ETag! } } }, Cancel);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        foreach (var nowhere in new[] { $"/t/{order.Token}/map/2.svg", $"/t/{order.Token}/map/0.svg", "/t/AAAAAAAAAAAAAAAAAAAAAA/map/1.svg", "/track/AAAA/map.svg" })
        {
            using var none = await _portal.Http.GetAsync(nowhere, Cancel);
            Assert.Equal((nowhere, HttpStatusCode.NotFound), (nowhere, none.StatusCode));
        }
        using var found = await PostAsync(("trackingNumber", "7700 0000 0001"));
        var way = System.Text.RegularExpressions.Regex.Match(await _portal.Http.GetStringAsync(found.Headers.Location, Cancel), "<img src=\"(/track/[^\"]+)\"").Groups[1].Value;
        Assert.Equal(drawing, await _portal.Http.GetStringAsync(way, Cancel));
    }

    [Fact]
    public async Task Letter_post_that_nobody_tracks_says_from_the_start_where_tracking_ends()
    {
        var serial = "23456789";
        var order = await RegisterAsync("SO-1", $"UX{serial}{S10.CheckDigit(serial)}CN");
        Assert.Contains("Tracking of this service ends at the border", await PageAsync(order));
    }

    /// <summary>The page as it is now, past what is kept for seconds.</summary>
    private async Task<string> PageAsync(Order order)
    {
        using var fresh = new HttpRequestMessage(HttpMethod.Get, $"/t/{order.Token}?lang=en") { Headers = { CacheControl = new() { NoCache = true } } };
        using var answer = await _portal.Http.SendAsync(fresh, Cancel);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    [Fact]
    public async Task A_form_of_another_site_and_a_guesser_are_refused()
    {
        using (var foreign = new HttpRequestMessage(HttpMethod.Post, "/track") { Content = new FormUrlEncodedContent([new("number", "SO-1"), new("proof", "x")]), Headers = { { "Sec-Fetch-Site", "cross-site" } } })
        using (var refused = await _portal.Http.SendAsync(foreign, Cancel))
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        var last = HttpStatusCode.OK;
        for (var i = 0; i < 6; i++)
        {
            using var answer = await PostAsync(("number", "SO-1"), ("proof", $"{i}@example.test"));
            last = answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
    }

    private static async Task<string> NextAsync(StreamReader lines)
    {
        while (true)
        {
            if (await lines.ReadLineAsync(Cancel) is { Length: > 0 } line && line[0] != ':')
                return line;
        }
    }

    private Task<HttpResponseMessage> PostAsync(params (string Name, string Value)[] fields) =>
        _portal.Http.PostAsync("/track", new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), Cancel);

    private async Task<Order> RegisterAsync(string number, string tracking) => (await _portal.Get<OrderStore>().RegisterAsync(_portal.Shop, new OrderDraft
    {
        Channel = "web",
        Number = number,
        BuyerEmail = "buyer@example.test",
        BuyerName = "Kim Canary",
        Country = "US",
        Parcels = [new ParcelDraft { Carrier = new CarrierId("fedex"), Number = TrackingNumber.Get(tracking), Items = [new Item { Sku = "A1", Title = "Headphones", Quantity = 1 }] }],
    }, Cancel)).Order;

    private async Task ScanAsync(string number, FedexScan scan)
    {
        var pipeline = Pipeline.On(_portal.Database);
        await pipeline.Wires.AppendAsync([pipeline.FedexPush(number, scan)], Cancel);
        await pipeline.DrainAsync(Cancel);
    }
}
