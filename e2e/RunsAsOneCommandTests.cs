using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>The program is started, ended, killed and started again.</summary>
[Collection(nameof(Alone))]
public sealed class RunsAsOneCommandTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_ends_cleanly_comes_back_with_what_it_knew_and_survives_being_killed()
    {
        await using var portal = await PortalProcess.StartAsync(Cancel);
        using var http = new HttpClient { BaseAddress = portal.Url };
        var shop = new Registrar(http, portal.Demo);
        var order = await shop.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        var push = new SeventeentrackPush(order.TrackingNumber).Says(DateTimeOffset.Parse("2026-10-05T08:00:00+08:00"), "CN", "Shenzhen", "Picked up", "InTransit_PickedUp");
        using (var answer = await SeventeentrackPush.SendAsync(http, push.Body(), portal.Demo.PushSecrets["seventeentrack"], Cancel))
            answer.EnsureSuccessStatusCode();

        await using var visitor = await stage.Browser.VisitorAsync(portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/t/" + order.Token);
        await page.EvaluateAsync("window.neverReloaded = true");

        await portal.KillAsync(Cancel);
        await portal.StartAgainAsync(Cancel);
        await Until.TrueAsync(async () => (await shop.ParcelAsync(order.ParcelId, Cancel)).GetProperty("timeline").GetArrayLength() == 1,
            "the push accepted before the kill is on its timeline", TimeSpan.FromSeconds(60), Cancel);

        // The page a buyer left open finds the portal again by itself.
        using (var answer = await SeventeentrackPush.SendAsync(http, push.Says(DateTimeOffset.Parse("2026-10-09T08:00:00-06:00"), "US", "Memphis", "Arrived", "InTransit_Arrival").Body(), portal.Demo.PushSecrets["seventeentrack"], Cancel))
            answer.EnsureSuccessStatusCode();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Memphis", new() { Timeout = 60_000 });
        Assert.True(await page.EvaluateAsync<bool>("window.neverReloaded === true"));

        Assert.Equal(0, await portal.StopAsync(Cancel));
        Assert.False(File.Exists(Path.Combine(portal.Data, "postgres", "postmaster.pid")), "PostgreSQL was left running");
        Assert.DoesNotContain(order.Token, portal.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(order.TrackingNumber, portal.Output, StringComparison.Ordinal);
    }
}
