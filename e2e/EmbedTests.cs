using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>A shop shows the bar on its own site.</summary>
[Collection(nameof(Alone))]
public sealed class EmbedTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bar_stands_in_a_foreign_page_under_its_own_policy_and_on_no_site_that_is_not_listed()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        var portal = stage.Portal.Url.ToString().TrimEnd('/');
        var html = $"""
            <h1>Thank you</h1>
            <parcel-progress token="{order.Token}" lang="ar" theme="dark" colour="#ffcc00" radius="4px"></parcel-progress>
            <iframe title="Your parcel" src="{portal}/embed/{order.Token}?lang=de&radius=2px" width="360" height="500"></iframe>
            <script src="{portal}/embed.js"></script>
            """;
        var policy = $"default-src 'none'; script-src {portal}; connect-src {portal}; frame-src {portal}; base-uri 'none'";
        await using var shop = new ForeignSite(html, policy);
        await using var stranger = new ForeignSite(html, policy);
        await DressAsync(new { brand = new { accent = "#1d5bb8", poweredBy = false, sites = new[] { shop.Origin } } });
        try
        {
            await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 800, 900);
            var page = await visitor.NewPageAsync();
            var problems = new List<string>();
            page.Console += (_, said) =>
            {
                if (said.Type == "error" && !said.Text.Contains("favicon", StringComparison.Ordinal))
                    problems.Add(said.Text);
            };
            await page.GotoAsync(shop.Origin);
            var bar = page.Locator("parcel-progress");
            await Assertions.Expect(bar.GetByRole(AriaRole.Heading, new() { Level = 3 })).ToHaveTextAsync("لا أخبار بعد");
            Assert.Equal("rgb(28, 31, 34)", await bar.Locator("article").EvaluateAsync<string>("card => getComputedStyle(card).backgroundColor"));
            Assert.Equal("4px", await bar.Locator("article").EvaluateAsync<string>("card => getComputedStyle(card).borderTopLeftRadius"));
            await Assertions.Expect(bar.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", $"{portal}/t/{order.Token}?lang=ar");
            await Assertions.Expect(page.FrameLocator("iframe").GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync("Noch keine Meldung");
            // The frame is as high as what is in it, and its corners are as the page wants them.
            var content = page.Frames[1];
            await Until.TrueAsync(async () => await page.Locator("iframe").GetAttributeAsync("height") == (await content.EvaluateAsync<int>("document.body.scrollHeight")).ToString(System.Globalization.CultureInfo.InvariantCulture),
                "the frame fits its content", TimeSpan.FromSeconds(60), Cancel);
            Assert.Equal("2px", await content.Locator("article").EvaluateAsync<string>("card => getComputedStyle(card).borderTopLeftRadius"));
            Assert.Empty(problems);
            await page.ScreenshotAsync(new() { Path = Path.Combine(AppContext.BaseDirectory, "screenshots", "embed-desktop-light.png") });

            await page.GotoAsync(stranger.Origin);
            await Until.TrueAsync(() => Task.FromResult(problems.Count >= 2), "the browser has refused both", TimeSpan.FromSeconds(60), Cancel);
            Assert.Contains(problems, problem => problem.Contains("frame-ancestors", StringComparison.Ordinal));
            await Assertions.Expect(page.Locator("parcel-progress article")).ToHaveCountAsync(0);
        }
        finally
        {
            await DressAsync(new { brand = new { } });
        }
    }

    private Task DressAsync(object look) => new Registrar(stage.Http, stage.Demo).DressAsync(look, Cancel);
}
