using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Operations work many cases a day, with the keyboard, side by side.</summary>
public sealed class OpsQueueTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fifty_cases_are_triaged_by_keyboard_alone_and_the_bulk_of_them_comes_back_by_one_key()
    {
        const int Cases = 50;
        var lane = await GivenLostAsync(Cases);
        await using var visitor = await OpsDesk.SignInAsync(stage);
        var page = visitor.Pages[0];
        await page.GotoAsync("/ops?lane=" + lane);
        var status = page.Locator("main [role=status]");
        await Assertions.Expect(status).ToContainTextAsync($"{Cases} cases");

        // Thirty-five one by one: acknowledge, then resolve with a note or snooze until something happens; each act is awaited by what the page then counts.
        await Assertions.Expect(page.Locator("main[aria-keyshortcuts]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("j");
        for (var done = 1; done <= 35; done++)
        {
            await Assertions.Expect(page.Locator("tr.at")).ToHaveCountAsync(1);
            if (done % 5 == 0)
            {
                await page.Keyboard.PressAsync("s");
                await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
                await Assertions.Expect(page.Locator("#act input[type=radio]:focus")).ToHaveCountAsync(1);
                await page.Keyboard.PressAsync("ArrowDown");
                await page.Keyboard.PressAsync("Enter");
            }
            else
            {
                await page.Keyboard.PressAsync("r");
                await Assertions.Expect(page.Locator("#act textarea:focus")).ToHaveCountAsync(1);
                await page.Keyboard.TypeAsync($"Sent again, {done}.");
                await page.Keyboard.PressAsync("Enter");
            }
            await Assertions.Expect(status).ToContainTextAsync($"{Cases - done} cases");
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        }

        // The rest at one stroke: a preview says what will happen, and one key takes it back.
        await page.Keyboard.PressAsync("*");
        await Assertions.Expect(page.GetByLabel("Selected cases")).ToContainTextAsync("15 cases selected");
        await page.Keyboard.PressAsync("d");
        await Assertions.Expect(page.GetByLabel("What this does")).ToContainTextAsync("15 cases will be dismissed");
        await page.Keyboard.TypeAsync("A test of the depot.");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(status).ToContainTextAsync("0 cases");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(status).ToContainTextAsync("15 cases");

        await page.Keyboard.PressAsync("?");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("undo what you did last");
        await page.Keyboard.PressAsync("Escape");

        await page.GotoAsync($"/ops?lane={lane}&state=Resolved");
        await Assertions.Expect(status).ToContainTextAsync("28 cases");
        await page.GotoAsync($"/ops?lane={lane}&state=Snoozed");
        await Assertions.Expect(status).ToContainTextAsync("7 cases");
    }

    [Fact]
    public async Task Two_people_on_one_case_see_each_other_and_neither_overwrites_the_other()
    {
        var order = await GivenLostAsync();
        await using var mara = await OpsDesk.SignInAsync(stage);
        await using var jonas = await OpsDesk.SignInAsync(stage, await OpsDesk.InviteAsync(stage, mara.Pages[0]));
        var (hers, his) = (mara.Pages[0], jonas.Pages[0]);
        await hers.GotoAsync("/ops/parcels/" + order.ParcelId);
        await his.GotoAsync("/ops/parcels/" + order.ParcelId);
        await Assertions.Expect(hers.GetByLabel("Also here")).ToContainTextAsync("colleague");
        await Assertions.Expect(his.GetByLabel("Also here")).ToContainTextAsync(stage.Demo.Ops.Email.Split('@')[0]);

        await his.GetByLabel("Note", new() { Exact = true }).FillAsync("I am calling the depot.");
        await Assertions.Expect(hers.GetByLabel("Also here")).ToContainTextAsync("writing");

        // Both act on what they see at the same moment: one is done, the other is told by whom and loses no word.
        await hers.GetByLabel("Note", new() { Exact = true }).FillAsync("Sent again.");
        await Task.WhenAll(
            hers.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync(),
            his.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true }).ClickAsync());
        await Assertions.Expect(hers.GetByRole(AriaRole.Button, new() { Name = "Reopen" })).ToBeVisibleAsync();
        await Assertions.Expect(his.GetByRole(AriaRole.Button, new() { Name = "Reopen" })).ToBeVisibleAsync();
        await Assertions.Expect(hers.GetByRole(AriaRole.List, new() { Name = "History" }).GetByText("resolved", new() { Exact = false })).ToHaveCountAsync(1);

        await his.GotoAsync("/ops");
        await Assertions.Expect(hers.GetByLabel("Also here")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_snooze_ends_by_the_event_it_waits_for()
    {
        var order = await GivenLostAsync();
        await using var visitor = await OpsDesk.SignInAsync(stage);
        var page = visitor.Pages[0];
        await page.GotoAsync("/ops/parcels/" + order.ParcelId);
        var held = page.GetByLabel("Case", new() { Exact = true });
        await page.GetByLabel("Snooze until something happens").SelectOptionAsync(new SelectOptionValue { Label = "anything new" });
        await Assertions.Expect(held).ToContainTextAsync("Snoozed");

        var now = TimeProvider.System.GetUtcNow();
        await SendAsync(Lost(order.TrackingNumber, now, "ZW").Says(now.AddDays(-21), "ZW", "Harare", "Sorted", "InTransit_Other"));
        await Assertions.Expect(held.Locator("p.state")).ToContainTextAsync("Open");
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "History" })).ToContainTextAsync("what it waited for has come");
    }

    private async Task<RegisteredOrder> GivenLostAsync()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "ZW", Cancel);
        await SendAsync(Lost(order.TrackingNumber, TimeProvider.System.GetUtcNow(), "ZW"));
        await Until.TrueAsync(async () => (await stage.ParcelAsync(order.ParcelId, Cancel)).GetProperty("findings").GetArrayLength() > 0, "the parcel is found lost", TimeSpan.FromSeconds(60), Cancel);
        return order;
    }

    /// <summary>So many parcels lost on a lane that nobody else uses; its name as filters have it.</summary>
    private async Task<string> GivenLostAsync(int parcels)
    {
        const string To = "FJ";
        var now = TimeProvider.System.GetUtcNow();
        for (var i = 0; i < parcels; i++)
            await SendAsync(Lost((await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), To, Cancel)).TrackingNumber, now, To));
        return "CN-" + To;
    }

    private static SeventeentrackPush Lost(string number, DateTimeOffset now, string to) => new SeventeentrackPush(number)
        .Says(now.AddDays(-30), "CN", "Shenzhen", "Picked up", "InTransit_PickedUp")
        .Says(now.AddDays(-26), "CN", "Shenzhen", "Departed", "InTransit_Departure")
        .Says(now.AddDays(-22), to, "Capital", "Arrived", "InTransit_Arrival");

    private async Task SendAsync(SeventeentrackPush push)
    {
        using var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel);
        answer.EnsureSuccessStatusCode();
    }
}
