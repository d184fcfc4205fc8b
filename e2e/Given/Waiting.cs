using Npgsql;

namespace Tracking.EndToEnd.Given;

/// <summary>A carrier's parcels in the database of a demo, as five weeks of asking would have left them: too many for a story to push one by one.</summary>
public sealed class Waiting(PortalProcess portal, string carrier)
{
    /// <summary>Scans at four places until now; at one of them nothing any more for six days, where <paramref name="stuck"/> parcels wait, each with a case for its silence.</summary>
    public Task StandStillAsync(int stuck, CancellationToken cancel) => RunAsync("""
        insert into tracking.wait (parcel_id, nth, carrier, facility, country, origin, destination, after, began, since, ended, told_by_carrier)
        select -1000000 - n, 0, @carrier, place, 'US', 'US', 'US', 'ArrivedSorting', began, began, case when began + waited <= now() then began + waited end, true
        from (select n, (array['MEMPHIS', 'DALLAS', 'NEWARK', 'OAKLAND'])[1 + n % 4] as place, now() - make_interval(secs => 3024000 * (0.5 + n) / 4000) as began,
                     make_interval(secs => 86400 * (0.2 + 1.6 * ((n * 7919) % 1000) / 1000.0)) as waited from generate_series(0, 3999) n) g
        where place <> 'MEMPHIS' or began + waited < now() - interval '6 days';
        with made as (insert into tracking.parcel (origin_country, destination_country, value_amount, value_currency) select 'US', 'US', 20 + n % 90, 'USD' from generate_series(1, @stuck) n returning id),
        placed as (select id, row_number() over (order by id) as n from made),
        legs as (insert into tracking.leg (parcel_id, carrier, number, role) select id, @carrier, 'STILL' || lpad(n::text, 6, '0'), 'WholeWay' from placed),
        waits as (
          insert into tracking.wait (parcel_id, nth, carrier, facility, country, origin, destination, after, began, since)
          select id, 0, @carrier, 'MEMPHIS', 'US', 'US', 'US', 'ArrivedSorting', now() - interval '6 days' - make_interval(mins => n::int), now() - interval '6 days' - make_interval(mins => n::int) from placed),
        findings as (
          insert into tracking.finding (parcel_id, kind, severity, since, opened_at, document)
          select id, 'Stalled', 'Exception', now() - interval '6 days', now(),
                 jsonb_build_object('kind', 'Stalled', 'severity', 'Exception', 'since', '2026-11-17T12:00:00Z', 'sentence', 'No scan for 6 days since it was last scanned in MEMPHIS.') from placed)
        insert into tracking.work_case (parcel_id, severity, kind, rank, opened_at, changed_at) select id, 'Exception', 'Stalled', 2000, now(), now() from placed
        """, stuck, cancel);

    /// <summary>All but so many of them are scanned, and nothing is wrong with those any more.</summary>
    public Task MoveAsync(int but, CancellationToken cancel) => RunAsync("""
        with moved as (
          update tracking.wait set ended = now(), told_by_carrier = true
          where carrier = @carrier and parcel_id > 0 and ended is null and parcel_id not in (select parcel_id from tracking.wait where carrier = @carrier and parcel_id > 0 order by parcel_id limit @stuck)
          returning parcel_id),
        cleared as (update tracking.finding f set cleared_at = now() from moved where f.parcel_id = moved.parcel_id)
        update tracking.work_case c set state = 'Cleared', closed_at = now(), changed_at = now(), version = version + 1 from moved where c.parcel_id = moved.parcel_id and c.closed_at is null
        """, but, cancel);

    /// <summary>Leaves nothing of it to other stories.</summary>
    public Task ForgetAsync(CancellationToken cancel) => RunAsync("""
        update tracking.work_case c set state = 'Cleared', closed_at = now() where closed_at is null and parcel_id in (select parcel_id from tracking.leg where carrier = @carrier);
        update tracking.finding set cleared_at = now() where cleared_at is null and parcel_id in (select parcel_id from tracking.leg where carrier = @carrier);
        update tracking.leg set detached_at = now() where carrier = @carrier;
        delete from tracking.wait where carrier = @carrier
        """, 0, cancel);

    private async Task RunAsync(string sql, int n, CancellationToken cancel)
    {
        await using var connection = await DemoDatabase.OpenAsync(portal, cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddWithValue("carrier", carrier);
        command.Parameters.AddWithValue("stuck", n);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
