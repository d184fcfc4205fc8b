using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Buyers who see little, hear the page, use a keyboard or have no JavaScript.</summary>
[Collection(nameof(Buyers))]
public sealed class BuyerAccessibilityTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_page_of_buyers_breaks_a_rule_of_axe(bool dark)
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844, dark);
        var page = await visitor.NewPageAsync();
        foreach (var path in stage.Demo.Orders.DistinctBy(order => order.Story).Select(order => "/t/" + order.Token).Concat(["/track", "/t/no-such-page", "/no/such/page"]))
        {
            Cancel.ThrowIfCancellationRequested();
            await page.GotoAsync(path);
            await Axe.AssertAccessibleAsync(page);
        }
        await page.GotoAsync("/track");
        await page.GetByLabel("Order number").FillAsync("SO-0");
        await page.GetByLabel("E-mail or postcode").FillAsync("nobody@example.test");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find my order" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByLabel("Order number")).ToHaveValueAsync("SO-0");
        await Axe.AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task Every_step_of_the_bar_is_named_on_a_phone_and_the_present_one_is_marked()
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 360, 640);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/t/" + stage.Demo.Orders.First(order => order.Story == "held-in-customs").Token + "?lang=en");
        var bar = page.GetByRole(AriaRole.List, new() { Name = "Progress of the parcel" }).First;
        foreach (var name in new[] { "Label made", "With the carrier", "Customs", "Out for delivery", "Delivered" })
            await Assertions.Expect(bar.GetByText(name)).ToBeVisibleAsync();
        Assert.True(await bar.Locator(".label").EvaluateAllAsync<bool>("labels => labels.every(label => label.getBoundingClientRect().width > 60)"), "a step has no readable name");
        await Assertions.Expect(bar.Locator("[aria-current=step]")).ToContainTextAsync("Customs");
    }

    [Fact]
    public async Task Without_JavaScript_the_page_is_whole_and_an_order_is_found()
    {
        var order = stage.Demo.Orders.First(one => one.Story == "held-in-customs");
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844, javaScript: false);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/?lang=en");
        await page.GetByLabel("Order number").FillAsync("#" + order.Number.ToLowerInvariant());
        await page.GetByLabel("E-mail or postcode").FillAsync(order.Email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Find my order" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/t/" + order.Token));
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToContainTextAsync("customs");
        await page.GetByText("earlier events").First.ClickAsync();
        await Assertions.Expect(page.Locator("details", new() { HasText = "earlier events" }).First.GetByRole(AriaRole.Listitem).First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        Assert.Empty(await visitor.CookiesAsync());
    }
}
