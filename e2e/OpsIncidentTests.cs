using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Operations see one incident where four hundred parcels are silent for one reason.</summary>
[Collection(nameof(Alone))]
public sealed class OpsIncidentTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_incident_folds_four_hundred_findings_and_unfolds_what_still_stands_when_it_ends()
    {
        var waiting = new Waiting(stage.Portal, "blue-van");
        await waiting.StandStillAsync(400, Cancel);
        try
        {
            await using var visitor = await OpsDesk.SignInAsync(stage, 1280, 900);
            var page = visitor.Pages[0];
            await page.GotoAsync("/ops?carrier=blue-van");
            await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("400 cases");

            await LookAsync(page);
            await page.GotoAsync("/ops?carrier=blue-van");
            await Assertions.Expect(page.Locator("main")).ToContainTextAsync("No case matches these filters");
            var incident = page.GetByLabel("Incident", new() { Exact = true }).Filter(new() { HasText = "blue-van" });
            await Assertions.Expect(incident).ToContainTextAsync("400 cases folded under it");
            await Assertions.Expect(incident).ToContainTextAsync(new Regex("400 parcels at MEMPHIS, US with blue-van wait: (no scan|[1-9][0-9]? scans?) since"));

            await incident.GetByRole(AriaRole.Link, new() { Name = "Facility stuck" }).ClickAsync();
            await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/incidents/[0-9]+$"));
            await Assertions.Expect(page.GetByRole(AriaRole.Img).Filter(new() { HasText = "came" })).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByLabel("Parcels", new() { Exact = true }).GetByRole(AriaRole.Row)).ToHaveCountAsync(51);
            await Axe.AssertAccessibleAsync(page);
            await Album.TakeBothAsync(page, "ops-incident");
            await page.GetByRole(AriaRole.Button, new() { Name = "Acknowledge", Exact = true }).ClickAsync();
            await Assertions.Expect(page.GetByLabel("Case", new() { Exact = true })).ToContainTextAsync("Acknowledged");

            // The single finding stays visible beneath.
            await page.GetByLabel("Parcels", new() { Exact = true }).GetByRole(AriaRole.Link).First.ClickAsync();
            await Assertions.Expect(page).ToHaveURLAsync(new Regex("/ops/parcels/[0-9]+$"));

            await waiting.MoveAsync(10, Cancel);
            await LookAsync(page);
            await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "blue-van" })).ToContainTextAsync("scans come again");
            await Album.TakeBothAsync(page, "ops-incidents");
            await Axe.AssertAccessibleAsync(page);
            await page.GotoAsync("/ops?carrier=blue-van");
            await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("10 cases");
        }
        finally
        {
            await waiting.ForgetAsync(CancellationToken.None);
        }
    }

    /// <summary>Has the watch look now; the ten minutes between its looks are no part of the story.</summary>
    private static async Task LookAsync(IPage page)
    {
        await page.GotoAsync("/ops/incidents");
        var look = page.GetByRole(AriaRole.Button, new() { Name = "Look now" });
        await look.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "blue-van" })).ToBeVisibleAsync();
        await Assertions.Expect(look).ToBeEnabledAsync();
    }
}
