using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Each kind of journey of the demo, as its buyer reads it.</summary>
[Collection(nameof(Buyers))]
public sealed class BuyerJourneysTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What the page of a story says, and a step that its bar has; a story whose parcels move on while one watches says it at some time only.</summary>
    private static readonly (string Story, string Says, string Step)[] Told =
    [
        ("customs-needs-duty", "Pay it only as the letter of customs or the carrier says", "Customs"),
        ("held-in-customs", "Customs has had your parcel for longer than usual.", "In your country"),
        ("missed-flight", "Waiting for the next flight", "Customs"),
        ("failed-delivery", "Open the carrier’s page to choose another day or a pickup point.", "Out for delivery"),
        ("unclaimed-at-pickup", "and bring your ID", "Collected"),
        ("returned", "on its way back to the sender", "Going back"),
        ("silent-after-arrival", "reached your country and has not been seen since", "In your country"),
        ("never-handed-over", "the carrier does not have the parcel yet", "With the carrier"),
        ("wrong-number", "No news yet", "Delivered"),
        ("told-by-two-sources", "told by 2 sources", "Delivered"),
        ("handed-to-last-mile", "next carrier", "In your country"),
        ("delivered", "Delivered on", "Delivered"),
    ];

    /// <summary>Within which a demo that has just started has asked every carrier.</summary>
    private static readonly LocatorAssertionsToContainTextOptions Asked = new() { Timeout = 120_000 };

    /// <summary>The cards that do not hold one headline, a promise, at most one present step, and at most one trouble with what to do about it.</summary>
    private const string Odd = """
        () => [...document.querySelectorAll("article")].filter(card => {
          const count = what => card.querySelectorAll(what).length;
          const advice = count(".trouble p");
          return count("h2") !== 1 || !card.querySelector(".promise strong")?.textContent || count("[aria-current=step]") > 1 || count(".trouble") > 1 || count(".trouble") === 1 && (advice < 2 || advice > 4);
        }).map(card => card.textContent).join("\n")
        """;

    [Fact]
    public async Task Every_kind_of_journey_says_where_it_is_what_is_wrong_and_one_thing_to_do()
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 360, 800);
        var page = await visitor.NewPageAsync();
        foreach (var order in stage.Demo.Orders.DistinctBy(order => order.Story))
        {
            Cancel.ThrowIfCancellationRequested();
            await page.GotoAsync($"/t/{order.Token}?lang=en");
            // The page brings it by itself once its carrier has been asked.
            foreach (var (_, says, step) in Told.Where(told => told.Story == order.Story))
            {
                await Assertions.Expect(page.Locator("main")).ToContainTextAsync(says, Asked);
                await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Progress of the parcel" }).First).ToContainTextAsync(step, Asked);
            }
            // In one look, for news may put another card in its place.
            Assert.Equal("", await page.EvaluateAsync<string>(Odd));
        }
        // What all stories have told belongs to one of the demo.
        Assert.Empty(Told.Select(told => told.Story).Except(stage.Demo.Orders.Select(order => order.Story)));
    }
}
