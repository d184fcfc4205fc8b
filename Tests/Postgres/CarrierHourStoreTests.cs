using NodaTime;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;

namespace Tracking.Tests.Postgres;

public sealed class CarrierHourStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_carriers_day_counts_what_it_told_once_however_often_it_is_counted()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await pipeline.ParcelAsync("fedex", "790000000011", "US", Cancel);
        var now = pipeline.Now;
        var first = pipeline.FedexPush("790000000011", Scan(now - Duration.FromHours(5), "PU"), Scan(now - Duration.FromHours(2), "IT"));
        await pipeline.Wires.AppendPushesAsync([first], Cancel);
        await pipeline.Wires.AppendPushesAsync([first, first], Cancel);
        await pipeline.DrainAsync(Cancel);
        await pipeline.Wires.AppendPushesAsync([pipeline.FedexPush("790000000011", Scan(now - Duration.FromHours(3), "QQ9"), Scan(now + Duration.FromMinutes(7), "AR"))], Cancel);
        await pipeline.DrainAsync(Cancel);
        var hours = new CarrierHourStore(pipeline.Database.DataSource);
        await hours.CountAsync(Cancel);
        await hours.CountAsync(Cancel);

        var day = (await hours.DayAsync(Cancel))["fedex"];
        Assert.Equal((2, 2, 4, 1, 1), (day.Pushed, day.Repeated, day.Events, day.Unknown, day.OutOfOrder));
        Assert.InRange(day.AheadSeconds, 300, 420);
    }

    [Fact]
    public async Task The_last_hour_is_held_against_the_same_hour_of_the_weeks_in_which_the_carrier_was_followed()
    {
        await using var pipeline = await Pipeline.StartAsync(Cancel);
        await using (var history = pipeline.Database.DataSource.CreateCommand("""
            insert into tracking.carrier_hour (carrier, hour, events, pushed)
            select carrier, date_trunc('hour', now(), 'UTC') - interval '1 hour' - make_interval(weeks => week), events, events
            from (values ('long', 0, 12), ('long', 1, 100), ('long', 2, 120), ('long', 4, 20), ('young', 0, 3), ('back', 0, 9), ('back', 1, 10)) as g(carrier, week, events)
            """))
            await history.ExecuteNonQueryAsync(Cancel);
        var hours = await new CarrierHourStore(pipeline.Database.DataSource).LastHourAsync(Cancel);
        Assert.Equal((12, 60, 4, true), (hours["long"].Events, hours["long"].UsualEvents, hours["long"].Weeks, hours["long"].IsLow));
        Assert.Equal((3, 0, false), (hours["young"].Events, hours["young"].Weeks, hours["young"].IsLow));
        Assert.Equal((9, 10, 1, false), (hours["back"].Events, hours["back"].UsualEvents, hours["back"].Weeks, hours["back"].IsLow));
    }

    private static FedexScan Scan(Instant at, string code) => new(at.WithOffset(Offset.Zero), code, "Said", "MEMPHIS", "US");
}
