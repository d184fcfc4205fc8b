using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>A shop gives its pages its own look.</summary>
[Collection(nameof(Alone))]
public sealed class BuyerBrandTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_of_an_order_has_the_logo_and_the_colour_of_its_shop()
    {
        var registrar = new Registrar(stage.Http, stage.Demo);
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        var now = TimeProvider.System.GetUtcNow();
        var push = new SeventeentrackPush(order.TrackingNumber)
            .Says(now.AddDays(-6), "CN", "Shenzhen", "Picked up", "InTransit_PickedUp")
            .Says(now.AddDays(-4), "CN", "Shenzhen", "Departed", "InTransit_Departure")
            .Says(now.AddHours(-9), "US", "Memphis", "Arrived", "InTransit_Arrival")
            .Says(now.AddHours(-1), "US", "Memphis", "Out for delivery", "OutForDelivery_Other");
        using (var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel))
            answer.EnsureSuccessStatusCode();
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        await registrar.ShowLogoAsync(await DrawAsync(page), Cancel);
        await registrar.DressAsync(new { brand = new { accent = "#8a1f5c", poweredBy = false } }, Cancel);
        try
        {
            await page.GotoAsync($"/t/{order.Token}");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToContainTextAsync("Out for delivery");
            var logo = page.Locator("img.logo");
            Assert.True(await logo.EvaluateAsync<bool>("logo => logo.decode().then(() => logo.naturalWidth > 0 && logo.alt.length > 0)"));
            await Album.TakeSchemesAsync(page, "buyer-branded-phone");
        }
        finally
        {
            await registrar.ShowLogoAsync(null, Cancel);
            await registrar.DressAsync(new { brand = new { } }, Cancel);
        }
    }

    /// <summary>A logo as shops have them: a picture on no ground.</summary>
    private static async Task<byte[]> DrawAsync(IPage page)
    {
        await page.SetContentAsync("""
            <svg id="logo" width="200" height="80" viewBox="0 0 200 80"><circle cx="40" cy="40" r="32" fill="#c2488f" /><path d="M24 44 36 56 58 28" fill="none" stroke="#fff" stroke-width="8" />
            <text x="84" y="52" font-family="sans-serif" font-size="36" font-weight="700" fill="#c2488f">Plum</text></svg>
            """);
        return await page.Locator("#logo").ScreenshotAsync(new() { OmitBackground = true });
    }
}
