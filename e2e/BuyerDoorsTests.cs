using Microsoft.Playwright;
using Npgsql;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>The pages around that of an order: how buyers come to it, and what they are asked afterwards.</summary>
[Collection(nameof(Buyers))]
public sealed class BuyerDoorsTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_not_found_is_told_what_to_check_and_whoever_has_several_orders_of_one_number_chooses()
    {
        var registrar = new Registrar(stage.Http, stage.Demo);
        var order = await registrar.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        var other = await registrar.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel, "another", order.Number);
        await GiveToAnotherShopAsync(order.Number);
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync("/track");
        await FindAsync("nobody@example.test");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("We found no such order");
        await Album.TakeSchemesAsync(page, "track-wrong-phone");

        await FindAsync($"{order.Number.ToLowerInvariant()}@example.test");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Several orders fit. Which one is it?");
        var choices = page.GetByRole(AriaRole.Listitem).GetByRole(AriaRole.Link);
        var names = await choices.AllInnerTextsAsync();
        Assert.Equal(2, names.Distinct().Count());
        var paths = await choices.EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        Assert.Equal(new[] { "/t/" + order.Token, "/t/" + other.Token }.Order(), paths.Order());
        await Album.TakeSchemesAsync(page, "buyer-choice-phone");

        async Task FindAsync(string proof)
        {
            await page.GetByLabel("Order number").FillAsync(order.Number);
            await page.GetByLabel("E-mail or postcode").FillAsync(proof);
            await page.GetByRole(AriaRole.Button, new() { Name = "Find my order" }).ClickAsync();
        }
    }

    [Fact]
    public async Task Whoever_has_not_got_what_was_delivered_says_so_and_may_find_it_after_all()
    {
        var order = await stage.RegisterAsync("seventeentrack", Numbers.Fresh(), "US", Cancel);
        var now = TimeProvider.System.GetUtcNow();
        var push = new SeventeentrackPush(order.TrackingNumber)
            .Says(now.AddDays(-3), "CN", "Shenzhen", "Picked up", "InTransit_PickedUp")
            .Says(now.AddHours(-1), "US", "Memphis", "Delivered", "Delivered_Other");
        using (var answer = await SeventeentrackPush.SendAsync(stage.Http, push.Body(), stage.Secret("seventeentrack"), Cancel))
            answer.EnsureSuccessStatusCode();
        await using var visitor = await stage.Browser.VisitorAsync(stage.Portal.Url, 390, 844);
        var page = await visitor.NewPageAsync();
        await page.GotoAsync($"/t/{order.Token}");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 2 }).First).ToContainTextAsync("Delivered");
        await page.GotoAsync($"/t/{order.Token}/arrived?answer=no");
        await Album.TakeSchemesAsync(page, "buyer-arrived-phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "No, it is not here" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Thank you for telling us.");
        await Album.TakeSchemesAsync(page, "buyer-arrived-no-phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Yes, it is here" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("Good to hear.");
    }

    /// <summary>The demo's key is one shop's: the other order of this number becomes another's.</summary>
    private async Task GiveToAnotherShopAsync(string number)
    {
        await using var connection = await DemoDatabase.OpenAsync(stage.Portal, Cancel);
        await using var command = new NpgsqlCommand("update tracking.purchase set shop_id = (select min(s.id) from tracking.shop s where s.id <> shop_id) where number = @number and channel = 'another'", connection);
        command.Parameters.AddWithValue("number", number);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Cancel));
    }
}
