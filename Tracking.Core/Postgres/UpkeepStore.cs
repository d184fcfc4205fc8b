using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>What time alone changes, besides findings: silent carriers become incidents, snoozes end, what is old goes.</summary>
public sealed class UpkeepStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>After so long a carrier's silence is itself an exception.</summary>
    public static readonly Duration LongSilence = Duration.FromDays(3);

    /// <summary>Opens, counts and closes the incidents of carriers that do not answer; a carrier that is off is not silent.</summary>
    /// <param name="on">Names of the carriers that can be asked.</param>
    public async Task WatchCarriersAsync(IReadOnlyDictionary<CarrierId, string> on, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var alone = new NpgsqlCommand("select pg_advisory_xact_lock(hashtext('tracking.watch_carriers'))", connection, transaction))
            await alone.ExecuteNonQueryAsync(cancel);
        await using (var off = new NpgsqlCommand("update tracking.carrier_health set answering = null, since = null where not answering and carrier <> all($1)", connection, transaction))
        {
            off.Parameters.Add(new() { Value = on.Keys.Select(carrier => carrier.Value).ToArray() });
            await off.ExecuteNonQueryAsync(cancel);
        }
        var silent = await SilentAsync(connection, transaction, cancel);
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        await using (var open = new NpgsqlCommand("""
            with given as (select * from unnest($1, $2, $3, $4, $5) as g(carrier, since, parcels, sentence, rank)),
            open as (
              insert into tracking.incident (kind, subject, since, opened_at, parcels, sentence)
              select 'CarrierSilent', carrier, since, $6, parcels, sentence from given
              on conflict (kind, subject) where closed_at is null do update set parcels = excluded.parcels, sentence = excluded.sentence
              returning id, subject),
            cases as (
              insert into tracking.work_case (incident_id, severity, kind, rank, opened_at, changed_at)
              select o.id, 'Exception', 'CarrierSilent', g.rank, $6, $6 from open o join given g on g.carrier = o.subject
              where not exists (select from tracking.work_case c where c.incident_id = o.id)
              returning id)
            insert into tracking.case_act (case_id, by, act, note) select id, 'rules', 'opened', 'CarrierSilent' from cases
            """, connection, transaction))
        {
            open.Parameters.Add(new() { Value = silent.Select(one => one.Carrier.Value).ToArray() });
            open.Parameters.Add(new() { Value = silent.Select(one => one.Since).ToArray() });
            open.Parameters.Add(new() { Value = silent.Select(one => one.Parcels).ToArray() });
            open.Parameters.Add(new() { Value = silent.Select(one => Sentence(on[one.Carrier], one.Since, one.Parcels)).ToArray() });
            open.Parameters.Add(new() { Value = silent.Select(one => CaseRank.OfIncident(one.Parcels)).ToArray() });
            open.Parameters.Add(new() { Value = now });
            await open.ExecuteNonQueryAsync(cancel);
        }
        await using (var close = new NpgsqlCommand("""
            with closed as (
              update tracking.incident i set closed_at = $1
              where i.kind = 'CarrierSilent' and i.closed_at is null
                and not exists (select from tracking.carrier_health h where h.carrier = i.subject and not h.answering)
              returning id),
            cases as (
              update tracking.work_case c set state = 'Cleared', closed_at = $1, changed_at = $1, version = version + 1
              from closed where c.incident_id = closed.id and c.closed_at is null returning c.id)
            insert into tracking.case_act (case_id, by, act, note) select id, 'rules', 'cleared', 'the carrier answers again' from cases
            """, connection, transaction))
        {
            close.Parameters.Add(new() { Value = now });
            await close.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Puts cases whose snooze is over back into the queue; how many.</summary>
    public async Task<int> EndSnoozesAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with woken as (
              update tracking.work_case set state = case when assignee is null then 'Open' else 'Acknowledged' end, snoozed_until = null, wake_on = null, changed_at = $1, version = version + 1
              where state = 'Snoozed' and snoozed_until <= $1 and closed_at is null returning id, version),
            told as (insert into tracking.case_act (case_id, version, by, act, note) select id, version, 'rules', 'woke', 'the snooze is over' from woken)
            select count(*), case when count(*) > 0 then pg_notify('{Wakes.Changed}', '') end from woken
            """);
        command.Parameters.Add(new() { Value = Instant.FromDateTimeOffset(clock.GetUtcNow()) });
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancel), CultureInfo.InvariantCulture);
    }

    /// <summary>Makes the partitions of the months to come and lets go what is old.</summary>
    /// <param name="wires">How long raw answers and pushes are kept.</param>
    /// <param name="buyers">How long after delivery a buyer's name and address are kept.</param>
    public async Task PruneAsync(Duration wires, Duration buyers, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select tracking.make_partitions(clock_timestamp());
            select tracking.drop_wires_before(clock_timestamp() - @wires);
            delete from tracking.refused_push where at < now() - interval '7 days';
            delete from tracking.push_seen where at < now() - interval '45 days';
            delete from tracking.look where day < now() - interval '400 days';
            with gone as (
            update tracking.purchase p set buyer_email = null, buyer_email_key = null, buyer_name = null, phone_tail = null, destination_postcode = null
            where (p.buyer_email is not null or p.buyer_email_key is not null or p.buyer_name is not null or p.phone_tail is not null or p.destination_postcode is not null)
              and exists (select from tracking.purchase_parcel pp where pp.purchase_id = p.id)
              and not exists (
                select from tracking.purchase_parcel pp left join tracking.timeline t on t.parcel_id = pp.parcel_id
                where pp.purchase_id = p.id and (t.stage is distinct from 'Delivered' or t.last_news_at is null or t.last_news_at > now() - @buyers))
            returning p.id)
            update tracking.parcel a set phone_tail = null, destination_postcode = null
            from tracking.purchase_parcel pp where pp.parcel_id = a.id and pp.purchase_id in (select id from gone)
              and not exists (select from tracking.purchase_parcel other join tracking.purchase o on o.id = other.purchase_id
                where other.parcel_id = a.id and other.purchase_id not in (select id from gone) and (o.phone_tail is not null or o.destination_postcode is not null))
            """);
        command.CommandTimeout = 600;
        command.Parameters.AddWithValue("wires", wires);
        command.Parameters.AddWithValue("buyers", buyers);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<(CarrierId Carrier, Instant Since, int Parcels)>> SilentAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select h.carrier, h.since, (
              select count(distinct l.parcel_id) from tracking.leg l left join tracking.timeline t on t.parcel_id = l.parcel_id
              where l.carrier = h.carrier and l.detached_at is null and t.stage is distinct from 'Delivered')::int
            from tracking.carrier_health h where not h.answering and h.since <= now() - $1
            """, connection, transaction);
        command.Parameters.Add(new() { Value = LongSilence });
        var silent = new List<(CarrierId, Instant, int)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            silent.Add((new CarrierId(reader.GetString(0)), reader.GetFieldValue<Instant>(1), reader.GetInt32(2)));
        return silent;
    }

    private static string Sentence(string name, Instant since, int parcels) =>
        $"{name} has not answered since {InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Format(since)} UTC; the silence rules are off for {parcels} {(parcels == 1 ? "parcel" : "parcels")}.";
}
