using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Every page, photographed on a phone and a desktop, light and dark. <c>SCREENSHOTS=docs/screenshots ./test</c> renews those of the README.</summary>
public sealed class ScreenshotTests(Stage stage)
{
    /// <summary>All of them, beside the built tests.</summary>
    private static readonly string Album = Path.Combine(AppContext.BaseDirectory, "screenshots");

    /// <summary>Those that the documents show.</summary>
    private static readonly string[] Shown = ["buyer-silent-after-arrival", "buyer-customs-needs-duty", "buyer-moving-now", "ops-queue", "ops-parcel", "ops-evidence", "ops-incidents", "ops-codes", "ops-carriers", "ops-carrier", "ops-lanes", "ops-playbook", "ops-outbox", "ops-people", "ops-audit", "ops-me", "track", "arabic"];

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
            await TakeAsync(page, $"buyer-{order.Story}-{device}", dark);
        }
        await page.GotoAsync($"/t/{stage.Demo.Orders.First(order => order.Story == "customs-needs-duty").Token}?lang=ar");
        await AssertFitsAsync(page);
        await TakeAsync(page, $"arabic-{device}", dark);
        await page.GotoAsync("/track");
        await AssertFitsAsync(page);
        await TakeAsync(page, $"track-{device}", dark);
        await page.GotoAsync("/t/no-such-page");
        await AssertFitsAsync(page);
        await TakeAsync(page, $"buyer-unknown-{device}", dark);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ops_pages_fit_a_small_desktop(bool dark)
    {
        await using var visitor = await OpsDesk.SignInAsync(stage, 1280, 900, dark);
        var page = visitor.Pages[0];
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Nth(3)).ToBeVisibleAsync();
        await AssertFitsAsync(page);
        await TakeAsync(page, "ops-queue", dark);
        await page.Locator("a.sentence").First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/parcels/[0-9]+$"));
        var timeline = page.GetByLabel("Timeline", new() { Exact = true });
        await timeline.GetByRole(AriaRole.Button).First.ClickAsync();
        await AssertFitsAsync(page);
        await TakeAsync(page, "ops-parcel", dark);
        await page.GotoAsync(new Uri(page.Url).AbsolutePath + "/evidence");
        await AssertFitsAsync(page);
        await TakeAsync(page, "ops-evidence", dark);
        foreach (var (path, name) in new[] { ("/ops/carriers", "ops-carriers"), ("/ops/carriers/fedex", "ops-carrier"), ("/ops/codes", "ops-codes"), ("/ops/incidents", "ops-incidents"), ("/ops/lanes", "ops-lanes"), ("/ops/playbooks/customs-action", "ops-playbook"), ("/ops/outbox", "ops-outbox"), ("/ops/people", "ops-people"), ("/ops/audit", "ops-audit"), ("/ops/me", "ops-me") })
        {
            await page.GotoAsync(path);
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await AssertFitsAsync(page);
            await TakeAsync(page, name, dark);
        }
    }

    private static async Task AssertFitsAsync(IPage page) =>
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{page.Url.Split('/')[3]} scrolls sideways at {page.ViewportSize!.Width} px");

    private static async Task TakeAsync(IPage page, string name, bool dark)
    {
        Cancel.ThrowIfCancellationRequested();
        var picture = Path.Combine(Album, $"{name}-{(dark ? "dark" : "light")}.png");
        await page.ScreenshotAsync(new() { Path = picture, FullPage = name.StartsWith("buyer", StringComparison.Ordinal) });
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } documents && Shown.Any(name.StartsWith))
            File.Copy(picture, Path.Combine(Directory.CreateDirectory(documents).FullName, Path.GetFileName(picture)), true);
    }
}
