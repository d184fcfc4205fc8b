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
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Lost at destination", new() { Timeout = 10_000 });

        await SendAsync(push.Says(now.AddMinutes(-5), "BR", "Curitiba", "Out for delivery", "OutForDelivery_Other"));
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("Lost at destination", new() { Timeout = 10_000 });
    }

    private async Task SendAsync(SeventeentrackPush push)
    {
        using var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel);
        answer.EnsureSuccessStatusCode();
    }
}
