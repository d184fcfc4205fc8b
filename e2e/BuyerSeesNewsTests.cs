using System.Net;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>A buyer has the page of an order open.</summary>
[Collection(nameof(Buyers))]
public sealed class BuyerSeesNewsTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_moves_the_bar_without_a_reload_and_a_repeat_or_a_forgery_changes_nothing()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/t/" + order.Token);
        await page.EvaluateAsync("window.neverReloaded = true");
        var now = DateTimeOffset.Parse(await page.EvaluateAsync<string>("new Date().toISOString()"));
        var push = new SeventeentrackPush(order.TrackingNumber)
            .Says(now.AddDays(-3), "CN", "Shenzhen", "Picked up", "InTransit_PickedUp")
            .Says(now.AddHours(-1), "US", "Memphis", "Out for delivery today", "OutForDelivery_Other");
        var body = push.Body();

        using var answer = await SeventeentrackPush.SendAsync(stage.Http, body, stage.Secret("seventeentrack"), Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Out for delivery");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Memphis");
        Assert.True(await page.EvaluateAsync<bool>("window.neverReloaded === true"));

        var before = await stage.Http.GetStringAsync($"/t/{order.Token}.json", Cancel);
        using var again = await SeventeentrackPush.SendAsync(stage.Http, body, stage.Secret("seventeentrack"), Cancel);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        var forged = push.Says(now, "US", "Memphis", "Delivered", "Delivered_Other").Body();
        using var refused = await SeventeentrackPush.SendAsync(stage.Http, forged, "not the secret", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var unsigned = await SeventeentrackPush.SendAsync(stage.Http, forged, null, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);

        // A later, true push shows that everything before it has been read by now.
        var marker = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        var markerPush = new SeventeentrackPush(marker.TrackingNumber).Says(now.AddHours(-2), "US", "Memphis", "Arrived", "InTransit_Arrival").Body();
        using var kept = await SeventeentrackPush.SendAsync(stage.Http, markerPush, stage.Secret("seventeentrack"), Cancel);
        await Until.TrueAsync(async () => (await stage.ParcelAsync(marker.ParcelId, Cancel)).GetProperty("timeline").GetArrayLength() == 1,
            "the marker push is on its timeline", TimeSpan.FromSeconds(60), Cancel);
        Assert.Equal(before, await stage.Http.GetStringAsync($"/t/{order.Token}.json", Cancel));

        // The last news of all still reaches the open page.
        using var delivered = await SeventeentrackPush.SendAsync(stage.Http, forged, stage.Secret("seventeentrack"), Cancel);
        Assert.Equal(HttpStatusCode.OK, delivered.StatusCode);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToContainTextAsync("Delivered");
    }

    [Fact]
    public async Task The_page_reads_well_without_JavaScript_and_sets_no_cookie()
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844, javaScript: false);
        var page = await visitor.NewPageAsync();
        foreach (var order in stage.Demo.Orders.DistinctBy(order => order.Story))
        {
            var answer = await page.GotoAsync("/t/" + order.Token);
            Assert.Equal(200, answer!.Status);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        }
        Assert.Empty(await visitor.CookiesAsync());
    }
}
