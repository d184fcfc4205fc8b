using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>A carrier says something new, and operations say what it means.</summary>
public sealed class CodeMappingTests(Stage stage)
{
    private static readonly LocatorAssertionsToContainTextOptions Soon = new() { Timeout = 60_000 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_code_that_nobody_knew_is_tried_out_and_mapped_and_the_buyer_sees_what_it_means()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        await using var visitor = await OpsDesk.SignInAsync(stage, 1280);
        var page = visitor.Pages[0];
        var now = DateTimeOffset.Parse(await page.EvaluateAsync<string>("new Date().toISOString()"));
        var code = $"Novel_{order.Number[4..]}";
        using var answer = await SeventeentrackPush.SendAsync(stage.Http, new SeventeentrackPush(order.TrackingNumber)
            .Says(now.AddDays(-3), "CN", "Shenzhen", "Picked up", "InTransit_PickedUp")
            .Says(now.AddHours(-1), "US", "Memphis", "The drone is up", code).Body(), stage.Secret("seventeentrack"), Cancel);
        answer.EnsureSuccessStatusCode();
        var buyer = await visitor.NewPageAsync();
        await buyer.GotoAsync("/t/" + order.Token);
        await Assertions.Expect(buyer.Locator("main")).ToContainTextAsync("Memphis", Soon);
        await Assertions.Expect(buyer.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).Not.ToContainTextAsync("Out for delivery");

        await page.GotoAsync("/ops/codes?q=" + code);
        await page.GetByRole(AriaRole.Link, new() { Name = code, Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("The drone is up");
        await page.GetByLabel("Milestone").SelectOptionAsync("OutForDelivery");
        await page.GetByLabel("Note").FillAsync("their release notes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("1 event would read otherwise on 1 timeline", Soon);
        await Assertions.Expect(page.Locator("article")).ToContainTextAsync(order.TrackingNumber);
        await Assertions.Expect(page.Locator("article ins")).ToContainTextAsync("OutForDelivery");
        await Assertions.Expect(buyer.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).Not.ToContainTextAsync("Out for delivery");

        await Album.TakeBothAsync(page, "ops-code");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/codes/rows/[0-9]+$"));
        await Assertions.Expect(buyer.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToContainTextAsync("Out for delivery", Soon);
        await Assertions.Expect(page.GetByLabel("Standing")).ToContainTextAsync("done", Soon);
        await Album.TakeBothAsync(page, "ops-code-row");
        await page.GotoAsync("/ops/replays");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/replays/[0-9]+$"));
        await Album.TakeBothAsync(page, "ops-replay");
        var csv = await visitor.APIRequest.GetAsync(new Uri(stage.Portal.Url, "/ops/codes/seventeentrack.csv").AbsoluteUri);
        Assert.Contains($"\n{code},,OutForDelivery,,,their release notes\n", await csv.TextAsync());
        Assert.StartsWith("code,sub,milestone,reason,class,note\n", await csv.TextAsync());
    }
}
