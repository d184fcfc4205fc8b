using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Findings;

/// <summary>What exceeds a day's looks waits for the next, the dearest first.</summary>
public sealed class LooksTests : IAsyncLifetime
{
    private static readonly Instant Now = SystemClock.Instance.GetCurrentInstant();
    private Pipeline _pipeline = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _pipeline = await Pipeline.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private static string Clock(Instant at) => InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Format(at) + " +00:00";

    /// <summary>Three hundred parcels that moved on within two working days or so, and a few that never did.</summary>
    private async Task LearnAsync()
    {
        var documents = Enumerable.Range(0, 300).Select(i =>
        {
            var began = Now - Duration.FromDays(60) + Duration.FromHours(i % 200);
            var history = new History("US", "US").Leg("fedex").Says(Clock(began), Milestone.Accepted, "US");
            var moved = WorkClock.Of("US").MomentAfter(began.InUtc().LocalDateTime, 2 * Math.Pow((i % 97 + 0.5) / (96.5 - i % 97), 0.4)).InUtc().ToInstant();
            return JsonSerializer.Serialize((i % 100 == 50 ? history : history.Says(Clock(moved), Milestone.Delivered, "US")).Timeline(), TrackingJson.Options);
        }).ToArray();
        await using var command = _pipeline.Database.DataSource.CreateCommand("""
            with given as (select * from unnest(@documents) with ordinality as g(document, place)),
            made as (insert into tracking.parcel (origin_country, destination_country, registered_at) select 'US', 'US', now() - interval '70 days' from given returning id),
            placed as (select id, row_number() over (order by id) as place from made)
            insert into tracking.timeline (parcel_id, version, hash, kind, settled_at, last_news_at, document)
            select p.id, nextval('tracking.version_seq'), p.id::text, 'Domestic', now(), now(), g.document::jsonb from placed p join given g using (place)
            """);
        command.Parameters.AddWithValue("documents", documents);
        await command.ExecuteNonQueryAsync(Cancel);
        await new LaneStore(_pipeline.Database.DataSource).LearnAsync(Cancel);
    }

    private async Task<long> SilentParcelAsync(string number, int value)
    {
        var parcel = await _pipeline.ParcelAsync("fedex", number, "US", Cancel);
        await _pipeline.ScalarAsync<long>($"update tracking.parcel set value_amount = {value}, value_currency = 'USD', origin_country = 'US' where id = {parcel} returning id", Cancel);
        await _pipeline.Wires.AppendAsync([_pipeline.FedexPush(number, new FedexScan((Now - Duration.FromDays(12)).WithOffset(Offset.Zero), "PU", "Picked up", "MEMPHIS", "US"))], Cancel);
        await _pipeline.DrainAsync(Cancel);
        return parcel;
    }

    [Fact]
    public async Task The_dearest_is_put_before_people_the_others_wait_and_come_the_next_day_and_nobody_is_counted_twice()
    {
        await LearnAsync();
        long[] parcels = [await SilentParcelAsync("770000000001", 300), await SilentParcelAsync("770000000002", 900), await SilentParcelAsync("770000000003", 600)];
        await _pipeline.ScalarAsync<long>("with gone as (delete from tracking.look returning 1) select count(*) from gone", Cancel);
        var clock = new FakeTimeProvider(Now.ToDateTimeOffset());
        var settlement = new Settlement(_pipeline.Database.DataSource, clock, LaneNorms.Default with { LooksPerAgent = 1 });

        await settlement.SettleAsync(parcels, Cancel);
        Assert.Equal(["Watch", "Exception", "Watch"], await Severities(parcels));
        var waits = (await _pipeline.Parcels.FindAsync(parcels[0], Cancel))!.Findings.Single(finding => finding.Kind is FindingKind.Stalled);
        Assert.Contains(Explained.Of(waits), line => line.Text.Contains("over today's cap", StringComparison.Ordinal));
        await settlement.SettleAsync(parcels, Cancel);
        Assert.Equal(["Watch", "Exception", "Watch"], await Severities(parcels));
        var due = await _pipeline.ScalarAsync<bool>($"select (select inspect_at from tracking.parcel where id = {parcels[2]}) < (select inspect_at from tracking.parcel where id = {parcels[0]})", Cancel);
        Assert.True(due, "the dearer of those that wait is inspected first");

        clock.Advance(TimeSpan.FromDays(1));
        await settlement.SettleAsync(parcels, Cancel);
        Assert.Equal(["Watch", "Exception", "Exception"], await Severities(parcels));
    }

    private async Task<string[]> Severities(long[] parcels)
    {
        var found = new List<string>();
        foreach (var parcel in parcels)
            found.Add(await _pipeline.ScalarAsync<string>($"select severity from tracking.finding where parcel_id = {parcel} and kind = 'Stalled' and cleared_at is null", Cancel));
        return [.. found];
    }
}
