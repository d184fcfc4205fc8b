using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Operations who see badly, or use no mouse, work all the same.</summary>
public sealed class OpsAccessibilityTests(Stage stage)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ops_pages_break_no_rule_of_accessibility(bool dark)
    {
        await using var visitor = await OpsDesk.SignInAsync(stage, dark: dark);
        var page = visitor.Pages[0];
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Nth(3)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveClassAsync(dark ? "dark" : "");
        await Axe.AssertAccessibleAsync(page);

        await page.Locator("a.sentence").First.ClickAsync();
        var line = page.GetByLabel("Timeline", new() { Exact = true }).GetByRole(AriaRole.Button).First;
        await line.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Show what came in") }).First.ClickAsync();
        await Assertions.Expect(page.Locator("main pre").First).ToBeVisibleAsync();
        await Axe.AssertAccessibleAsync(page);

        foreach (var (path, heading) in new[] { (new Uri(page.Url).AbsolutePath + "/evidence", "Evidence about a parcel"), ("/ops/carriers", "Carriers"), ("/ops/carriers/fedex", "FedEx"), ("/ops/incidents", "Incidents"), ("/ops/incidents/999999", "No such incident"), ("/ops/codes", "Unknown codes"), ("/ops/lanes", "Lanes"), ("/ops/playbooks", "Playbooks"), ("/ops/playbooks/customs-action", "Customs asks for something"), ("/ops/people", "People"), ("/ops/teams", "Teams"), ("/ops/teams/1", "Operations"), ("/ops/audit", "Audit"), ("/ops/me", "You"), ("/ops/parcels/1", "No such parcel"), ("/ops/no-such-page", "No such page") })
        {
            await page.GotoAsync(path);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(heading);
            await Assertions.Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
            await Axe.AssertAccessibleAsync(page);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_page_to_sign_in_breaks_no_rule_of_accessibility(bool dark)
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, dark: dark);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/ops");
        await page.GetByLabel("E-mail").FillAsync("nobody@example.test");
        await page.GetByLabel("Password").FillAsync("not the password");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("wrong");
        await Axe.AssertAccessibleAsync(page);
    }

    [Fact]
    public async Task The_queue_is_worked_without_a_mouse()
    {
        await using var visitor = await OpsDesk.SignInAsync(stage);
        var page = visitor.Pages[0];
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Nth(3)).ToBeVisibleAsync();

        await Assertions.Expect(page.Locator("main[aria-keyshortcuts]")).ToBeVisibleAsync();
        await page.Locator(".skip-link").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("main")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();

        await page.Locator("main").FocusAsync();
        await page.Keyboard.PressAsync("j");
        var chosen = page.Locator("tr.at a.sentence");
        await Assertions.Expect(chosen).ToBeVisibleAsync();
        var parcel = await chosen.GetAttributeAsync("href");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(parcel + "$"));
    }
}
