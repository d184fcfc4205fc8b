using NodaTime;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Postgres;

public sealed class BoardStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_lag_of_a_carrier_counts_only_what_happened_after_its_parcel_was_registered()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        var fresh = await pipeline.ParcelAsync("fedex", "790000000011", "US", Cancel);
        var backfilled = await pipeline.ParcelAsync("fedex", "790000000022", "US", Cancel);
        await pipeline.ScalarAsync<long>($"update tracking.parcel set registered_at = now() where id = {backfilled} returning id", Cancel);
        foreach (var (number, ago) in new[] { ("790000000011", 2), ("790000000022", 300), ("790000000022", 320) })
            await pipeline.Wires.AppendPushesAsync([pipeline.FedexPush(number, new FedexScan((pipeline.Now - Duration.FromHours(ago)).WithOffset(Offset.Zero), "AR", "Arrived", "MEMPHIS", "US"))], Cancel);
        await pipeline.DrainAsync(Cancel);
        var line = Assert.Single(await new BoardStore(pipeline.Database.DataSource).ListCarriersAsync([], Cancel), line => line.Carrier == "fedex");
        Assert.InRange(line.Lag!.Value.TotalHours, 1.9, 3);
    }
}
