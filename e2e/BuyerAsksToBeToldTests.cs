using System.Net;
using Microsoft.Playwright;
using MimeKit;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>A buyer asks for e-mails on the page of their order, gets one, and has enough.</summary>
[Collection(nameof(Buyers))]
public sealed class BuyerAsksToBeToldTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_form_a_push_the_message_and_its_end_all_without_JavaScript()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844, javaScript: false);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/t/" + order.Token);
        Assert.DoesNotContain("@example.test", await page.ContentAsync());
        await page.Locator("#notices summary").ClickAsync();
        await page.GetByLabel("It comes to customs").UncheckAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(Album.Folder, "buyer-notices-phone-light.png"), FullPage = true });
        await page.GetByRole(AriaRole.Button, new() { Name = "Send me e-mails" }).ClickAsync();
        await Assertions.Expect(page.Locator("#notices")).ToContainTextAsync("You get e-mails about this order");
        await Assertions.Expect(page.GetByLabel("It comes to customs")).Not.ToBeCheckedAsync();
        Assert.Empty(await visitor.CookiesAsync());

        var now = DateTimeOffset.Parse(await ClockAsync());
        var push = new SeventeentrackPush(order.TrackingNumber).Says(now, "CN", "Shenzhen", "Picked up", "InTransit_PickedUp");
        using (var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var mail = await MailAboutAsync(order.Number);
        Assert.EndsWith($": order {order.Number} is on its way", mail.Subject);
        Assert.Contains("/t/" + order.Token, mail.TextBody);

        await PhotographAsync(mail.HtmlBody!, "mail");
        var stop = mail.Headers["List-Unsubscribe"]!.Trim('<', '>');
        await page.GotoAsync(stop);
        // A browser without JavaScript has none for axe either.
        await using (var looking = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844))
        {
            var look = await looking.NewPageAsync();
            await look.GotoAsync(stop);
            await Album.TakeSchemesAsync(look, "buyer-stop-phone");
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop the e-mails" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Stopped");
        await page.GotoAsync("/t/" + order.Token);
        await page.Locator("#notices summary").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Send me e-mails" })).ToBeVisibleAsync();

        foreach (var (dark, theme) in new[] { (false, "light"), (true, "dark") })
        {
            await using var desk = await OpsDesk.SignInAsync(stage, 1280, 900, dark);
            var ops = desk.Pages[0];
            await ops.GotoAsync("/ops/outbox?order=" + order.Number);
            await ops.GetByRole(AriaRole.Link, new() { Name = order.Number }).ClickAsync();
            await Assertions.Expect(ops.Locator("iframe[title='The message']")).ToBeVisibleAsync();
            Assert.True(await ops.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
            await ops.ScreenshotAsync(new() { Path = Path.Combine(Album.Folder, $"ops-outbox-{theme}.png"), FullPage = true });
        }
    }

    [Fact]
    public async Task A_message_in_Arabic_runs_from_right_to_left_and_the_form_does_too()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "AE", Cancel);
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"/t/{order.Token}?lang=ar");
        await page.Locator("#notices summary").ClickAsync();
        await page.Locator("#notices button").ClickAsync();
        await Assertions.Expect(page.Locator("#notices details")).ToHaveAttributeAsync("open", "");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Album.Folder, "arabic-notices-phone-light.png"), FullPage = true });
        var now = DateTimeOffset.Parse(await ClockAsync());
        var push = new SeventeentrackPush(order.TrackingNumber).Says(now, "AE", "Dubai", "Out for delivery", "OutForDelivery_Other");
        using (var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var mail = await MailAboutAsync(order.Number);
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\">", mail.HtmlBody);
        await PhotographAsync(mail.HtmlBody!, "mail-arabic");
    }

    private async Task<string> ClockAsync()
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url);
        return await (await visitor.NewPageAsync()).EvaluateAsync<string>("new Date().toISOString()");
    }

    /// <summary>The message about an order, once it lies in the demo's folder.</summary>
    private async Task<MimeMessage> MailAboutAsync(string number)
    {
        MimeMessage? found = null;
        var folder = Path.Combine(stage.Portal.Data, "mail");
        await Until.TrueAsync(async () =>
        {
            foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : [])
                if (await MimeMessage.LoadAsync(file, Cancel) is var mail && mail.TextBody?.Contains(number, StringComparison.Ordinal) is true)
                    found = mail;
            return found is not null;
        }, "the message lies in the folder", TimeSpan.FromSeconds(90), Cancel);
        return found!;
    }

    private async Task PhotographAsync(string html, string name)
    {
        foreach (var (device, width, dark) in new[] { ("phone", 390, false), ("phone", 390, true), ("desktop", 1000, false) })
        {
            await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, width, 700, dark);
            var page = await visitor.NewPageAsync();
            var asked = new List<string>();
            page.Request += (_, request) => asked.Add(request.Url);
            await page.SetContentAsync(html);
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), "the message scrolls sideways");
            Assert.Empty(asked);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Album.Folder, $"{name}-{device}-{(dark ? "dark" : "light")}.png"), FullPage = true });
        }
    }
}
