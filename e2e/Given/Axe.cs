using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Tracking.EndToEnd.Given;

/// <summary>The rules of accessibility that a program can check.</summary>
public static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>Fails with every rule that a page without frames breaks as it stands, and the first three places of each.</summary>
    public static async Task AssertAccessibleAsync(IPage page)
    {
        // In the page itself: the package's own way opens one more page for each run, and describes all that passes.
        await page.EvaluateAsync(Script);
        var broken = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run({ resultTypes: ['violations'] })).violations.map(rule =>
              `${rule.id} (${rule.impact}): ${rule.help}\n  ${rule.nodes.slice(0, 3).map(node => node.html).join('\n  ')}`)
            """);
        Assert.True(broken.Length == 0, page.Url + ":\n" + string.Join('\n', broken));
    }
}
