using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>What makes the page good to have: little to load, a map, paper, keys and voices.</summary>
[Collection(nameof(Buyers))]
public sealed partial class BuyerQualityTests(Stage stage)
{
    private const double MostKilobytes = 60;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_kind_of_journey_prints_on_one_page()
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 1280, 900, dark: true);
        var page = await visitor.NewPageAsync();
        var pages = new List<string>();
        foreach (var order in stage.Demo.Orders.DistinctBy(order => order.Story))
        {
            Cancel.ThrowIfCancellationRequested();
            await page.GotoAsync($"/t/{order.Token}?lang=de");
            pages.Add($"{order.Story}: {PageMark().Count(Encoding.Latin1.GetString(await page.PdfAsync(new() { PreferCSSPageSize = true })))}");
        }
        Assert.All(pages, told => Assert.EndsWith(": 1", told));
    }

    [Fact]
    public async Task A_first_view_is_light_and_asks_nobody_else()
    {
        var heaviest = "";
        var most = 0;
        foreach (var order in stage.Demo.Orders.DistinctBy(order => order.Story))
        {
            var length = (await stage.Http.GetByteArrayAsync($"/t/{order.Token}?lang=ar", Cancel)).Length;
            if (length > most)
                (heaviest, most) = (order.Token, length);
        }
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 360, 640);
        var page = await visitor.NewPageAsync();
        var asked = new ConcurrentQueue<IRequest>();
        page.Request += (_, request) => asked.Enqueue(request);
        await page.GotoAsync($"/t/{heaviest}?lang=ar");
        // The live stream is opened by the script, the last that comes.
        await Until.TrueAsync(() => Task.FromResult(asked.Any(request => request.Url.Contains("/live", StringComparison.Ordinal))), "the page listens", TimeSpan.FromSeconds(60), Cancel);
        Assert.All(asked, request => Assert.StartsWith(stage.Portal.Url.ToString(), request.Url));
        double kilobytes = 0;
        // What comes behind the stream is news, of which a moving demo has some at any moment.
        foreach (var request in asked.TakeWhile(request => !request.Url.Contains("/live", StringComparison.Ordinal)).Where(request => !request.Url.Contains("/map/", StringComparison.Ordinal)))
        {
            var sizes = await request.SizesAsync();
            kilobytes += (sizes.ResponseBodySize + sizes.ResponseHeadersSize) / 1024.0;
        }
        Assert.InRange(kilobytes, 5, MostKilobytes);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task The_way_stands_on_a_map_that_the_portal_drew_with_or_without_JavaScript(bool javaScript, bool dark)
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 360, 640, dark, javaScript);
        var page = await visitor.NewPageAsync();
        var problems = new List<string>();
        page.Console += (_, said) =>
        {
            if (said.Type == "error")
                problems.Add(said.Text);
        };
        await page.GotoAsync($"/t/{stage.Demo.Orders.First(order => order.Story == "silent-after-arrival").Token}?lang=en");
        var map = page.GetByRole(AriaRole.Img, new() { Name = "Map of the places listed below" }).First;
        await Assertions.Expect(map).ToBeVisibleAsync();
        using var drawing = await stage.Http.GetAsync(await map.GetAttributeAsync("src") + (dark ? "&theme=dark" : ""), Cancel);
        Assert.Equal("image/svg+xml", drawing.Content.Headers.ContentType?.MediaType);
        Assert.Contains(dark ? "#33393f" : "#d9dcd6", await drawing.Content.ReadAsStringAsync(Cancel));
        await Assertions.Expect(page.Locator(".stops").First.GetByRole(AriaRole.Listitem)).Not.ToHaveCountAsync(0);
        // News may put another picture in its place meanwhile.
        if (javaScript)
            await page.WaitForFunctionAsync("() => { const map = document.querySelector('.way img'); map.scrollIntoView(); return map.complete && map.naturalWidth > 0; }");
        Assert.Empty(problems);
    }

    [Fact]
    public async Task Keys_alone_copy_a_number_and_open_the_carriers_words_and_show_where_they_are()
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        await visitor.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"/t/{stage.Demo.Orders.First(order => order.Story == "held-in-customs").Token}?lang=en");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy number" }).First).ToBeVisibleAsync();
        await TabToAsync(page, "Copy number");
        Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Copied");
        Assert.Equal(await page.Locator(".number").First.TextContentAsync(), await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await TabToAsync(page, "The carrier’s words");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("details.words[open] q").First).ToBeVisibleAsync();
        await TabToAsync(page, "Look up another order");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Order number").WaitForAsync();
    }

    [Fact]
    public async Task A_screen_reader_hears_each_step_with_its_state_and_news_without_being_moved()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"/t/{order.Token}?lang=en");
        await TabToAsync(page, "Copy number");
        var now = DateTimeOffset.Parse(await page.EvaluateAsync<string>("new Date().toISOString()"));
        var push = new SeventeentrackPush(order.TrackingNumber)
            .Says(now.AddDays(-3), "CN", "Shenzhen", "Picked up", "InTransit_PickedUp")
            .Says(now.AddHours(-1), "US", "Memphis", "Out for delivery today", "OutForDelivery_Other");
        using var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel);
        answer.EnsureSuccessStatusCode();
        var status = page.GetByRole(AriaRole.Status);
        await Assertions.Expect(status).ToHaveTextAsync("This page was just updated. Out for delivery in Memphis");
        Assert.Equal("polite", await status.GetAttributeAsync("aria-live"));
        Assert.Equal("Copy number", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Progress of the parcel" })).ToMatchAriaSnapshotAsync("""
            - list "Progress of the parcel":
              - listitem: /Label made.*passed without a scan/
              - listitem: /With the carrier.*done/
              - listitem: /On its way.*passed without a scan/
              - listitem: /Customs.*passed without a scan/
              - listitem: /In your country.*passed without a scan/
              - listitem: /Out for delivery.*now/
              - listitem: /Delivered.*still to come/
            """);
    }

    [Fact]
    public async Task Who_wants_no_motion_sees_none()
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/t/" + stage.Demo.Orders[0].Token);
        const string Moves = "() => { const card = document.querySelector('article'); card.classList.add('fresh'); return getComputedStyle(card).animationName; }";
        Assert.Equal("none", await page.EvaluateAsync<string>(Moves));
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.NoPreference });
        Assert.Equal("fresh", await page.EvaluateAsync<string>(Moves));
    }

    [Fact]
    public async Task A_page_finds_its_news_again_after_the_network_was_gone()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"/t/{order.Token}?lang=en");
        await page.EvaluateAsync("window.neverReloaded = true");
        await visitor.SetOfflineAsync(true);
        var now = DateTimeOffset.Parse(await page.EvaluateAsync<string>("new Date().toISOString()"));
        var push = new SeventeentrackPush(order.TrackingNumber).Says(now.AddHours(-1), "US", "Memphis", "Out for delivery today", "OutForDelivery_Other");
        using var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel);
        answer.EnsureSuccessStatusCode();
        await visitor.SetOfflineAsync(false);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToContainTextAsync("Out for delivery in Memphis");
        Assert.True(await page.EvaluateAsync<bool>("window.neverReloaded === true"));
    }

    [Fact]
    public async Task A_wrong_guess_learns_nothing_and_a_tracking_number_shows_the_way_alone()
    {
        var order = stage.Demo.Orders.First(one => one.Story == "silent-after-arrival");
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        foreach (var (number, proof) in new[] { (order.Number, "nobody@example.test"), ("SO-0", order.Email) })
        {
            await page.GotoAsync("/track?lang=en");
            await page.GetByLabel("Order number").FillAsync(number);
            await page.GetByLabel("E-mail or postcode").FillAsync(proof);
            await page.GetByRole(AriaRole.Button, new() { Name = "Find my order" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("We found no such order. Check the number as it stands in your confirmation, and the e-mail or postcode you ordered with.");
        }
        await page.GotoAsync($"/t/{order.Token}?lang=en");
        var tracking = await page.Locator(".number").First.TextContentAsync();
        await page.GotoAsync("/track?lang=en");
        await page.GetByLabel("Tracking number").FillAsync(tracking!);
        await page.GetByRole(AriaRole.Button, new() { Name = "Track the parcel" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Where this parcel is");
        await Assertions.Expect(page.GetByText("The whole journey")).ToBeVisibleAsync();
        Assert.DoesNotContain(order.Number, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(tracking!, page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.GetByText("In this parcel")).ToHaveCountAsync(0);
    }

    /// <summary>Presses Tab until what has the focus says so.</summary>
    private static async Task TabToAsync(IPage page, string text)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("text => document.activeElement.textContent.trim().startsWith(text)", text))
                return;
        }
        Assert.Fail($"Tab never comes to {text}");
    }

    [GeneratedRegex(@"/Type\s*/Page\b(?!s)")]
    private static partial Regex PageMark();
}
