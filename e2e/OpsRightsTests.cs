using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>People see what they may see, do what they may do, and prove who they are.</summary>
public sealed class OpsRightsTests(Stage stage)
{
    [Fact]
    public async Task A_viewer_may_not_act_and_a_shop_cannot_see_anothers_parcels()
    {
        await using var administrator = await OpsDesk.SignInAsync(stage);
        var boss = administrator.Pages[0];
        var shops = boss.GetByRole(AriaRole.Group, new() { Name = "Shop" }).GetByRole(AriaRole.Button);
        await Assertions.Expect(shops.Nth(1)).ToBeVisibleAsync();
        var names = (await shops.AllInnerTextsAsync()).Select(text => text.Split('\n')[0].Trim()).ToList();
        var (ours, theirs) = (names[0], names[1]);
        await boss.GotoAsync("/ops?shop=" + Uri.EscapeDataString(theirs));
        var sentence = boss.Locator("a.sentence").First;
        await Assertions.Expect(sentence).ToBeVisibleAsync();
        var foreign = await sentence.GetAttributeAsync("href");
        await boss.GotoAsync(foreign!);
        await Assertions.Expect(boss.GetByLabel("Timeline", new() { Exact = true })).ToBeVisibleAsync();
        var named = new Regex("[A-Z0-9]{8,}");
        await Assertions.Expect(boss).ToHaveTitleAsync(named);
        var number = named.Match(await boss.TitleAsync()).Value;

        await using var bound = await OpsDesk.SignInAsync(stage, await OpsDesk.InviteAsync(stage, boss, "Viewer", ours));
        var page = bound.Pages[0];
        await Assertions.Expect(page.Locator("a.sentence").First).ToBeVisibleAsync();
        await Assertions.Expect(shops.Filter(new() { HasText = theirs })).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(ours);
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync(theirs);
        await page.GotoAsync("/ops?q=" + number);
        await Assertions.Expect(page.GetByText("No case matches these filters.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main table a")).ToHaveCountAsync(0);
        await page.GotoAsync(foreign!);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("No such parcel");

        // What is theirs to see is still not theirs to act on.
        await page.GotoAsync("/ops");
        await page.Locator("a.sentence").First.ClickAsync();
        await Assertions.Expect(page.GetByText("Your role lets you look, not act.").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Resolve", Exact = true })).ToHaveCountAsync(0);
        foreach (var closed in new[] { "/ops/people", "/ops/audit", "/ops/replays" })
        {
            await page.GotoAsync(closed);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Not yours to see");
        }
    }

    [Fact]
    public async Task Somebody_adds_a_passkey_and_signs_in_by_it_alone()
    {
        // Passkeys belong to names, never to numbers.
        var home = new UriBuilder(stage.Portal.Url) { Host = "localhost" }.Uri;
        await using var visitor = await stage.Browser.VisitorAsync(home);
        var page = await visitor.NewPageAsync();
        var protocol = await visitor.NewCDPSessionAsync(page);
        await protocol.SendAsync("WebAuthn.enable");
        await protocol.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        await page.GotoAsync("/ops/me");
        await page.GetByLabel("E-mail").FillAsync(stage.Demo.Ops.Email);
        await page.GetByLabel("Password").FillAsync(stage.Demo.Ops.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/me$"));
        await page.GetByLabel("Name of the device").FillAsync("virtual key");
        await page.GetByLabel("Password").Nth(1).FillAsync(stage.Demo.Ops.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The passkey is kept")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out here" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/sign-in"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops$"));
        await Assertions.Expect(page.Locator("a.sentence").First).ToBeVisibleAsync();

        await page.GotoAsync("/ops/me");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove virtual key" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The passkey is gone here")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out here" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The passkey was not accepted");
    }
}
