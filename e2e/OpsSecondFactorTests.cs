using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;
using Tracking.Tests.Given;

namespace Tracking.EndToEnd;

/// <summary>Somebody new comes in by an invitation, and from then on by two proofs.</summary>
public sealed class OpsSecondFactorTests(Stage stage)
{
    [Fact]
    public async Task Somebody_makes_an_account_sets_up_an_authenticator_app_and_signs_in_by_its_code()
    {
        await using var administrator = await OpsDesk.SignInAsync(stage);
        var invitation = await OpsDesk.InvitationAsync(administrator.Pages[0]);
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 1280, 900);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(invitation);
        await Album.TakeSchemesAsync(page, "ops-welcome");
        var who = await OpsDesk.AcceptAsync(page);
        await page.GotoAsync(invitation);
        await Album.TakeSchemesAsync(page, "ops-welcome-used");

        await page.GotoAsync("/ops/me");
        await OpsDesk.ProveAsync(page, who);
        await page.GetByLabel("Second factor").GetByLabel("Password").FillAsync(who.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up an authenticator app" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/me/second$"));
        var key = await page.Locator("code").InnerTextAsync();
        await Album.TakeSchemesAsync(page, "ops-second-set-up");
        var now = TimeProvider.System.GetUtcNow();
        await page.GetByLabel("The code that it shows").FillAsync(Visitor.CodeOf(key, now.AddHours(-1)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That code does not fit");
        await page.GetByLabel("The code that it shows").FillAsync(Visitor.CodeOf(key, now));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
        await Album.TakeSchemesAsync(page, "ops-recovery");

        await page.GetByRole(AriaRole.Link, new() { Name = "I keep them" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out here" }).ClickAsync();
        await OpsDesk.ProveAsync(page, who);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/sign-in/second"));
        await Album.TakeSchemesAsync(page, "ops-second");
        // One that was used already.
        await page.GetByLabel("Code of your authenticator app").FillAsync(Visitor.CodeOf(key, now));
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("That code was not accepted");
        await Album.TakeSchemesAsync(page, "ops-second-refused");
        await page.GetByLabel("Code of your authenticator app").FillAsync(Visitor.CodeOf(key, now.AddSeconds(30)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops$"));
        await page.GotoAsync("/ops/me");
        await Assertions.Expect(page.GetByLabel("Second factor")).ToContainTextAsync("On: an authenticator app.");
    }
}
