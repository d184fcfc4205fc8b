using NodaTime;
using Tracking.Tests.Given;

namespace Tracking.Tests.Incidents;

/// <summary>Puts waits of a carrier into a database, as the watch would have made them of timelines.</summary>
public static class GivenIncidents
{
    /// <summary>Five weeks of FedEx's scans at four places, by day and night, until a moment; as many parcels wait at its end as usual.</summary>
    public static Task UsualAsync(TestDatabase database, Instant until, CancellationToken cancel) => RunAsync(database, """
        insert into tracking.wait (parcel_id, nth, carrier, facility, country, origin, destination, after, began, since, ended, told_by_carrier)
        select -n, 0, 'fedex', (array['MEMPHIS', 'DALLAS', 'NEWARK', 'OAKLAND'])[1 + n % 4], 'US', 'US', 'US', 'ArrivedSorting', began, began,
               case when began + waited <= @at then began + waited end, true
        from (select n, @at - make_interval(secs => 3024000 * (0.5 + n) / 4000) as began, make_interval(secs => 86400 * (0.2 + 1.6 * ((n * 7919) % 1000) / 1000.0)) as waited from generate_series(0, 3999) n) g
        """, until, 0, cancel);

    /// <summary>Parcels in MEMPHIS that nobody has scanned for two days, as nothing else there, each with a case for its silence; their ids.</summary>
    public static async Task<long[]> StuckAsync(TestDatabase database, int parcels, Instant now, CancellationToken cancel)
    {
        await RunAsync(database, """
            delete from tracking.wait where facility = 'MEMPHIS' and (ended is null or ended > @at - interval '2 days');
            with made as (insert into tracking.parcel (destination_country) select 'US' from generate_series(1, @n) returning id),
            placed as (select id, row_number() over (order by id) as n from made),
            legs as (insert into tracking.leg (parcel_id, carrier, number, role) select id, 'fedex', 'STUCK' || lpad(n::text, 5, '0'), 'WholeWay' from placed),
            waits as (
              insert into tracking.wait (parcel_id, nth, carrier, facility, country, origin, destination, after, began, since)
              select id, 0, 'fedex', 'MEMPHIS', 'US', 'US', 'US', 'ArrivedSorting', @at - interval '2 days' - make_interval(mins => n::int), @at - interval '2 days' - make_interval(mins => n::int) from placed),
            findings as (
              insert into tracking.finding (parcel_id, kind, severity, since, opened_at, document)
              select id, 'Stalled', 'Exception', @at - interval '2 days', @at, jsonb_build_object('kind', 'Stalled', 'severity', 'Exception', 'since', '2026-11-17T12:00:00Z', 'sentence', 'No scan for 2 days.') from placed)
            insert into tracking.work_case (parcel_id, severity, kind, rank, opened_at, changed_at) select id, 'Exception', 'Stalled', 2000 + n, @at, @at from placed
            """, now, parcels, cancel);
        await using var command = database.DataSource.CreateCommand("select array_agg(parcel_id order by parcel_id) from tracking.wait where parcel_id > 0");
        return (long[])(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Half of all that waits is scanned.</summary>
    public static Task NewsAsync(TestDatabase database, Instant at, CancellationToken cancel) =>
        RunAsync(database, "update tracking.wait set ended = @at, told_by_carrier = true where ended is null and parcel_id % 2 = 0", at, 0, cancel);

    private static async Task RunAsync(TestDatabase database, string sql, Instant at, int n, CancellationToken cancel)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        command.Parameters.AddWithValue("at", at);
        command.Parameters.AddWithValue("n", n);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
