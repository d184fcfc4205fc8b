using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Npgsql;
using Tracking.EndToEnd.Given;

namespace Tracking.EndToEnd;

/// <summary>Operations compare carriers on one lane.</summary>
public sealed class OpsLanesTests(Stage stage)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_curves_of_carriers_on_one_lane_stand_beside_each_other_and_are_told_apart_without_colour(bool dark)
    {
        await using var visitor = await OpsDesk.SignInAsync(stage, 1280, 900, dark);
        var page = visitor.Pages[0];
        var chart = page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("By days since the hand-over: ") });
        // What is learned at that very moment takes their place.
        await Until.TrueAsync(async () =>
        {
            await CountAsync(("quick-post", 7.5, 1.2), ("slow-post", 12, 2.5), ("steady-post", 10, 0.8));
            await page.GotoAsync("/ops/lanes?lane=CN-NR");
            await Assertions.Expect(page.GetByLabel("Carriers compared").GetByRole(AriaRole.Link, new() { Name = "CSV" })).ToBeVisibleAsync();
            return await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "steady-post" }).CountAsync() == 1;
        }, "the lane's report is shown", TimeSpan.FromSeconds(60), Cancel);
        await Assertions.Expect(chart).ToHaveAccessibleNameAsync(new Regex("quick-post, half within 8, 90 % within 1[0-9]"));
        await Assertions.Expect(chart.Locator("polyline")).ToHaveCountAsync(3);
        Assert.Equal(3, await chart.Locator("polyline").EvaluateAllAsync<int>("lines => new Set(lines.map(line => getComputedStyle(line).strokeDasharray)).size"));
        await chart.ScrollIntoViewIfNeededAsync();
        await Album.TakeAsync(page, "ops-lanes-curves", dark);
        await Axe.AssertAccessibleAsync(page);
    }

    /// <summary>What a night's count would have kept of carriers whose parcels come after so many days, half of them earlier, with so wide a spread.</summary>
    private async Task CountAsync(params (string Carrier, double Half, double Spread)[] carriers)
    {
        await using var connection = await DemoDatabase.OpenAsync(stage.Portal, Cancel);
        foreach (var (carrier, half, spread) in carriers)
        {
            await using var command = new NpgsqlCommand("""
                insert into tracking.lane_month (carrier, origin, destination, month, counts, entered, delivered, last_heard)
                select @carrier, 'CN', 'NR', date_trunc('month', now())::date, '{400,21,300,280,300,270,9,17,4,0}',
                       array(select case day when 0 then 400 else 0 end from generate_series(0, 90) day),
                       array(select round(380 * (1 / (1 + exp(-(day + 0.5 - @half) / @spread)) - 1 / (1 + exp(-(day - 0.5 - @half) / @spread))))::int from generate_series(0, 90) day),
                       array(select case when day between 4 and 8 then 2 else 0 end from generate_series(0, 90) day)
                on conflict do nothing
                """, connection);
            command.Parameters.AddWithValue("carrier", carrier);
            command.Parameters.AddWithValue("half", half);
            command.Parameters.AddWithValue("spread", spread);
            await command.ExecuteNonQueryAsync(Cancel);
        }
    }
}
