using Microsoft.Playwright;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Each language, over each kind of journey, as its readers see it on a small phone.</summary>
[Collection(nameof(Buyers))]
public sealed class BuyerLanguagesTests(Stage stage)
{
    /// <summary>One of each kind: at customs, failed at the door, at a pickup point, going back, gone quiet, arrived.</summary>
    private static readonly string[] Journeys = ["customs-needs-duty", "failed-delivery", "unclaimed-at-pickup", "returned", "silent-after-arrival", "delivered"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "ltr", "The whole journey")]
    [InlineData("de", "ltr", "Der ganze Weg")]
    [InlineData("es", "ltr", "El recorrido completo")]
    [InlineData("fr", "ltr", "Le trajet complet")]
    [InlineData("pt-BR", "ltr", "O trajeto completo")]
    [InlineData("zh-Hans", "ltr", "完整行程")]
    [InlineData("ja", "ltr", "これまでの道のり")]
    [InlineData("ar", "rtl", "الرحلة كاملة")]
    public async Task Every_kind_of_journey_reads_in_the_language_and_fits_a_phone(string language, string direction, string journey)
    {
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 375, 740, dark: direction == "rtl");
        var page = await visitor.NewPageAsync();
        var problems = new List<string>();
        page.Console += (_, said) =>
        {
            if (said.Type == "error")
                problems.Add(said.Text);
        };
        foreach (var order in stage.Demo.Orders.DistinctBy(order => order.Story).Where(order => Journeys.Contains(order.Story)))
        {
            Cancel.ThrowIfCancellationRequested();
            await page.GotoAsync($"/t/{order.Token}?lang={language}");
            Assert.Equal((language, direction), (await page.Locator("html").GetAttributeAsync("lang"), await page.Locator("html").GetAttributeAsync("dir")));
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{order.Story} scrolls sideways");
        }
        await page.GotoAsync($"/t/{stage.Demo.Orders.First(order => order.Story == "customs-needs-duty").Token}?lang={language}");
        await Assertions.Expect(page.GetByText(journey, new() { Exact = true }).First).ToBeVisibleAsync();
        await Axe.AssertAccessibleAsync(page);
        Assert.Empty(problems);

        // A reader who never chose finds their browser's own; one who chose keeps it on the way.
        await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "日本語" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "ja");
        await page.Locator("footer a").Last.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("お荷物を探す");
    }

    [Fact]
    public async Task The_carriers_words_are_one_tap_away_and_a_chosen_language_stays_when_news_come()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 375, 740);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"/t/{order.Token}?lang=de");
        var now = DateTimeOffset.Parse(await page.EvaluateAsync<string>("new Date().toISOString()"));
        var push = new SeventeentrackPush(order.TrackingNumber).Says(now.AddHours(-1), "US", "Memphis", "On its merry way to you", "OutForDelivery_Other");
        using var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel);
        answer.EnsureSuccessStatusCode();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToContainTextAsync("In Zustellung in Memphis");
        await Assertions.Expect(page.GetByText("On its merry way to you")).ToBeHiddenAsync();
        await page.GetByText("Wortlaut des Zustellers").First.ClickAsync();
        await Assertions.Expect(page.GetByText("On its merry way to you")).ToBeVisibleAsync();
    }
}
