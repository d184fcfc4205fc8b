extern alias portal;

using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using portal::Tracking.Portal.Access;

namespace Tracking.Bench;

/// <summary>What people of operations cost who leave the queue open all day.</summary>
public static class OpsBench
{
    private const string Email = "ops@example.test", Password = "a password of the bench";
    private const int Open = 30;

    /// <summary>Megabytes that a circuit may cost with a screen of the queue in it: a hundred people are then less than half a gigabyte.</summary>
    private const double Bound = 4;

    /// <summary>The memory of this process with thirty open queues against none, for each of them.</summary>
    public static async Task<BenchRow> CircuitsAsync(CancellationToken cancel)
    {
        await using var app = await App.StartAsync(cancel);
        await FillAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), cancel);
        await app.Services.GetRequiredService<People>().EnsureUserAsync(Email, Password, Role.Administrator, cancel);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await App.LaunchAsync(playwright);
        await using var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1280, Height = 800 } });
        context.SetDefaultTimeout(120_000);
        var first = await context.NewPageAsync();
        await first.GotoAsync(new Uri(app.Address, "/ops/sign-in").ToString());
        await first.FillAsync("[name=email]", Email);
        await first.FillAsync("[name=password]", Password);
        await first.ClickAsync("button[type=submit]");
        // What the first page loads once for all is no circuit's.
        await first.WaitForSelectorAsync("a.sentence");
        var before = App.Resident();
        for (var n = 0; n < Open; n++)
        {
            cancel.ThrowIfCancellationRequested();
            var page = await context.NewPageAsync();
            await page.GotoAsync(new Uri(app.Address, "/ops").ToString());
            await page.WaitForSelectorAsync("a.sentence");
        }
        var used = (App.Resident() - before) / Open;
        return new($"{Open} open queues of {App.Orders} cases, memory of a circuit", string.Create(CultureInfo.InvariantCulture, $"{used:0.0} MB each"), string.Create(CultureInfo.InvariantCulture, $"bound: {Bound:0} MB each"), Bound / used);
    }

    /// <summary>Something wrong with every parcel.</summary>
    private static async Task FillAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            insert into tracking.finding (parcel_id, kind, subject, severity, since, opened_at, document)
              select parcel_id, 'Stalled', number, 'Exception', now() - interval '9 days', now(), jsonb_build_object('sentence', 'No scan for 9 days, on a parcel that was last seen in a depot.') from tracking.leg;
            insert into tracking.work_case (parcel_id, severity, kind, carrier, lane, facility, chance, rank, opened_at, changed_at, due_at)
              select parcel_id, 'Exception', 'Stalled', carrier, 'CN-US', 'HUB ' || id % 20, 0.3, id, now(), now(), now() + interval '4 hours' from tracking.leg
            """);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
