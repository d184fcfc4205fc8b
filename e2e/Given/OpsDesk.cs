using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Tracking.EndToEnd.Given;

/// <summary>How ops come to their desk.</summary>
public static class OpsDesk
{
    /// <summary>A browser signed in as the demo's ops, its first page on the queue.</summary>
    public static Task<IBrowserContext> SignInAsync(Stage stage, int width = 1440, int height = 900, bool dark = false) =>
        SignInAsync(stage, stage.Demo.Ops, width, height, dark);

    /// <summary>The same as somebody else.</summary>
    public static async Task<IBrowserContext> SignInAsync(Stage stage, DemoSignIn who, int width = 1440, int height = 900, bool dark = false)
    {
        var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, width, height, dark);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/ops");
        await ProveAsync(page, who);
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops$"));
        return visitor;
    }

    /// <summary>E-mail and password on the page to sign in.</summary>
    public static async Task ProveAsync(IPage page, DemoSignIn who)
    {
        await page.GetByLabel("E-mail").FillAsync(who.Email);
        await page.GetByLabel("Password").FillAsync(who.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>A colleague, invited by whoever is signed in on this page, and their sign-in.</summary>
    /// <param name="role">What they may do; null for what is offered first.</param>
    /// <param name="shop">The shop to which they are bound; null for none.</param>
    public static async Task<DemoSignIn> InviteAsync(Stage stage, IPage administrator, string? role = null, string? shop = null)
    {
        var invitation = await InvitationAsync(administrator, role, shop);
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync(invitation);
        return await AcceptAsync(page);
    }

    /// <summary>The path of an invitation by whoever is signed in on this page.</summary>
    public static async Task<string> InvitationAsync(IPage administrator, string? role = null, string? shop = null)
    {
        await administrator.GotoAsync("/ops/people");
        if (role is not null)
            await administrator.GetByLabel("Role of whoever is invited").SelectOptionAsync(role);
        if (shop is not null)
        {
            var seen = administrator.GetByRole(AriaRole.Group, new() { Name = "What they will see" });
            await seen.GetByLabel("All shops").UncheckAsync();
            await seen.GetByLabel(shop, new() { Exact = true }).CheckAsync();
        }
        await administrator.GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        var link = await administrator.Locator("main .mono").Last.InnerTextAsync();
        return link[link.IndexOf("/ops/welcome/", StringComparison.Ordinal)..];
    }

    /// <summary>Makes an account on the page of an invitation.</summary>
    public static async Task<DemoSignIn> AcceptAsync(IPage page)
    {
        var colleague = new DemoSignIn($"colleague-{Guid.NewGuid().ToString("N")[..6]}@example.test", "a long enough password");
        await page.GetByLabel("Your e-mail").FillAsync(colleague.Email);
        await page.GetByLabel("A password").FillAsync(colleague.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make my account" }).ClickAsync();
        await Assertions.Expect(page).Not.ToHaveURLAsync(new Regex("/ops/welcome/"));
        return colleague;
    }
}
