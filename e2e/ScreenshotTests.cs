using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Every page, photographed on a phone and a desktop, light and dark. <c>SCREENSHOTS=docs/screenshots ./test</c> renews those of the README.</summary>
public sealed class ScreenshotTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("phone", false)]
    [InlineData("phone", true)]
    [InlineData("desktop", false)]
    [InlineData("desktop", true)]
    public async Task Buyers_pages_fit_their_screen(string device, bool dark)
    {
        await using var visitor = device == "phone"
            ? await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844, dark)
            : await stage.Browser.VisitorAsync(stage.Portal.Url, 1280, 900, dark);
        var page = await visitor.NewPageAsync();
        foreach (var order in stage.Demo.Orders.DistinctBy(order => order.Story))
        {
            await page.GotoAsync("/t/" + order.Token);
            // Maps come when one scrolls to them; the camera sees the whole page at once.
            await page.EvaluateAsync("() => Promise.all([...document.images].map(image => { image.loading = 'eager'; return image.decode().catch(() => {}); }))");
            await AssertFitsAsync(page);
            await Album.TakeAsync(page, $"buyer-{order.Story}-{device}", dark);
        }
        await page.GotoAsync($"/t/{stage.Demo.Orders.First(order => order.Story == "customs-needs-duty").Token}?lang=ar");
        await AssertFitsAsync(page);
        await Album.TakeAsync(page, $"arabic-{device}", dark);
        await page.GotoAsync("/track");
        await AssertFitsAsync(page);
        await Album.TakeAsync(page, $"track-{device}", dark);
        await page.GotoAsync("/t/no-such-page");
        await AssertFitsAsync(page);
        await Album.TakeAsync(page, $"buyer-unknown-{device}", dark);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ops_pages_fit_a_small_desktop(bool dark)
    {
        await using var stranger = await stage.Browser.VisitorAsync(stage.Portal.Url, 1280, 900, dark);
        var door = await stranger.NewPageAsync();
        await door.GotoAsync("/ops");
        await Assertions.Expect(door.GetByLabel("Password")).ToBeVisibleAsync();
        await AssertFitsAsync(door);
        await Album.TakeAsync(door, "ops-sign-in", dark);

        await using var visitor = await OpsDesk.SignInAsync(stage, 1280, 900, dark);
        var page = visitor.Pages[0];
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Nth(3)).ToBeVisibleAsync();
        await AssertFitsAsync(page);
        await Album.TakeAsync(page, "ops-queue", dark);
        await page.Locator("a.sentence").First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/parcels/[0-9]+$"));
        var timeline = page.GetByLabel("Timeline", new() { Exact = true });
        await timeline.GetByRole(AriaRole.Button).First.ClickAsync();
        await AssertFitsAsync(page);
        await Album.TakeAsync(page, "ops-parcel", dark);
        await page.GotoAsync(new Uri(page.Url).AbsolutePath + "/evidence");
        await AssertFitsAsync(page);
        await Album.TakeAsync(page, "ops-evidence", dark);
        foreach (var (path, name) in new[] { ("/ops/carriers", "ops-carriers"), ("/ops/carriers/fedex", "ops-carrier"), ("/ops/codes", "ops-codes"), ("/ops/lanes", "ops-lanes"), ("/ops/replays", "ops-replays"), ("/ops/playbooks", "ops-playbooks"), ("/ops/playbooks/customs-action", "ops-playbook"), ("/ops/outbox", "ops-outbox"), ("/ops/people", "ops-people"), ("/ops/teams", "ops-teams"), ("/ops/audit", "ops-audit"), ("/ops/me", "ops-me") })
        {
            await page.GotoAsync(path);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await AssertFitsAsync(page);
            await Album.TakeAsync(page, name, dark);
        }
    }

    private static async Task AssertFitsAsync(IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{page.Url.Split('/')[3]} scrolls sideways at {page.ViewportSize!.Width} px");
}
