using Microsoft.Playwright;

namespace Tracking.EndToEnd.Given;

/// <summary>Pictures of pages, beside the built tests; with <c>SCREENSHOTS=docs/screenshots</c> those that the documents show are copied there.</summary>
public static class Album
{
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "screenshots");

    /// <summary>What the documents show.</summary>
    private static readonly string[] Shown = ["buyer-silent-after-arrival", "buyer-customs-needs-duty", "buyer-moving-now", "buyer-unknown", "buyer-choice", "buyer-arrived", "buyer-stop", "buyer-branded", "ops-", "track", "arabic"];

    /// <summary>Takes one picture of what is seen; of a buyer's page, all of it.</summary>
    public static async Task TakeAsync(IPage page, string name, bool dark)
    {
        var picture = Path.Combine(Folder, $"{name}-{(dark ? "dark" : "light")}.png");
        await page.ScreenshotAsync(new() { Path = picture, FullPage = name.StartsWith("buyer", StringComparison.Ordinal) });
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } documents && Shown.Any(name.StartsWith))
            File.Copy(picture, Path.Combine(Directory.CreateDirectory(documents).FullName, Path.GetFileName(picture)), true);
    }

    /// <summary>Takes a page that follows its device, in light and in dark; in both it has to fit and to break no rule of axe.</summary>
    public static async Task TakeSchemesAsync(IPage page, string name)
    {
        foreach (var (dark, scheme) in new[] { (true, ColorScheme.Dark), (false, ColorScheme.Light) })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{name} scrolls sideways");
            await Axe.AssertAccessibleAsync(page);
            await TakeAsync(page, name, dark);
        }
    }

    /// <summary>Takes a page of operations as it stands, in light and in dark.</summary>
    public static async Task TakeBothAsync(IPage page, string name)
    {
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
        await TakeAsync(page, name, dark: false);
        await TurnAsync("Dark theme", "dark");
        await TakeAsync(page, name, dark: true);
        await TurnAsync("Light theme", "");

        async Task TurnAsync(string button, string theme)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
            await Assertions.Expect(page.Locator("html")).ToHaveClassAsync(theme);
        }
    }
}
