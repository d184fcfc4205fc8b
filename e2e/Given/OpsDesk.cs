using Microsoft.Playwright;

namespace Tracking.EndToEnd.Given;

/// <summary>How ops come to their desk.</summary>
public static class OpsDesk
{
    /// <summary>A browser signed in as the demo's ops, its first page on the queue.</summary>
    public static async Task<IBrowserContext> SignInAsync(Stage stage, int width = 1440, int height = 900, bool dark = false)
    {
        var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, width, height, dark);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/ops");
        await page.GetByLabel("E-mail").FillAsync(stage.Demo.Ops.Email);
        await page.GetByLabel("Password").FillAsync(stage.Demo.Ops.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/ops");
        return visitor;
    }
}
