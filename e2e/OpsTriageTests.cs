using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Operations work the exception queue.</summary>
public sealed class OpsTriageTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_parcel_silent_at_destination_is_in_the_queue_and_leaves_it_when_a_scan_comes()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "BR", Cancel);
        await using var visitor = await OpsDesk.SignInAsync(stage);
        var page = visitor.Pages[0];
        var now = DateTimeOffset.Parse(await page.EvaluateAsync<string>("new Date().toISOString()"));
        var push = new SeventeentrackPush(order.TrackingNumber)
            .Says(now.AddDays(-30), "CN", "Shenzhen", "Picked up", "InTransit_PickedUp")
            .Says(now.AddDays(-26), "CN", "Shenzhen", "Departed", "InTransit_Departure")
            .Says(now.AddDays(-20), "BR", "Curitiba", "Arrived", "InTransit_Arrival");
        await SendAsync(push);

        await page.GotoAsync("/ops?q=" + order.TrackingNumber);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Lost at destination");

        await SendAsync(push.Says(now.AddMinutes(-5), "BR", "Curitiba", "Out for delivery", "OutForDelivery_Other"));
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("Lost at destination");
    }

    [Fact]
    public async Task What_ops_do_to_a_case_is_in_its_history_with_a_name_and_each_line_opens_to_its_raw_wire()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "BR", Cancel);
        await using var visitor = await OpsDesk.SignInAsync(stage);
        var page = visitor.Pages[0];
        var now = DateTimeOffset.Parse(await page.EvaluateAsync<string>("new Date().toISOString()"));
        await SendAsync(new SeventeentrackPush(order.TrackingNumber)
            .Says(now.AddDays(-30), "CN", "Shenzhen", "Picked up", "InTransit_PickedUp")
            .Says(now.AddDays(-20), "BR", "Curitiba", "Arrived <script>alert(1)</script>", "InTransit_Arrival"));
        await page.GotoAsync("/ops?q=" + order.TrackingNumber);
        await page.GetByRole(AriaRole.Link, new() { NameRegex = new("No scan|silent|Brazil") }).First.ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/ops/parcels/{order.ParcelId}$"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Case", new() { Exact = true })).ToContainTextAsync("Acknowledged");
        await page.GetByRole(AriaRole.Button, new() { Name = "Done: Who had it last?" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { NameRegex = new("^Playbook:") })).ToContainTextAsync($"done by {stage.Demo.Ops.Email}");
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "History" })).ToContainTextAsync("ticked");
        await page.GetByRole(AriaRole.Button, new() { Name = "1 day", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Case", new() { Exact = true })).ToContainTextAsync("Snoozed");
        await page.GetByLabel("Note", new() { Exact = true }).FillAsync("The depot found it behind a pallet.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync();
        var history = page.GetByRole(AriaRole.List, new() { Name = "History" });
        await Assertions.Expect(history).ToContainTextAsync("The depot found it behind a pallet.");
        await Assertions.Expect(history.GetByRole(AriaRole.Listitem).First).ToContainTextAsync(stage.Demo.Ops.Email);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Reopen" })).ToBeVisibleAsync();

        // By keyboard from the oldest mark of the way to the newest, and from there to its line, which opens.
        await page.Locator("a.mark").First.FocusAsync();
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.PressAsync("Enter");
        var line = page.GetByLabel("Timeline", new() { Exact = true }).GetByRole(AriaRole.Button).First;
        await Assertions.Expect(line).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("Timeline", new() { Exact = true })).ToContainTextAsync("InTransit_Arrival");

        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Ask now") }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Legs", new() { Exact = true })).ToContainTextAsync(new Regex("Asked [0-9]+ s ago: (no news|not found|[0-9]+ lines? with news)"));
        await Assertions.Expect(page.Locator("main script")).ToHaveCountAsync(0);
    }

    private async Task SendAsync(SeventeentrackPush push)
    {
        using var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel);
        answer.EnsureSuccessStatusCode();
    }
}
