using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Cases;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Incidents;
using Tracking.Core.Timelines;
using Wait = Tracking.Core.Incidents.Wait;

namespace Tracking.Core.Postgres;

/// <summary>
/// Incidents, opened and closed by the watch over all waits. A parcel under one is held by a row of <c>incident_parcel</c>, and whoever reads the queue leaves
/// out the cases of such parcels: no case is touched, so nothing races with Settle, and the moment an incident closes what still stands is there again.
/// </summary>
public sealed class IncidentStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Findings that silence makes; a case with no others folds under its parcel's incident.</summary>
    public static readonly IReadOnlyList<FindingKind> Inhibited =
    [
        FindingKind.Stalled, FindingKind.LostInLineHaul, FindingKind.LostAtDestination, FindingKind.HandoverGap, FindingKind.CustomsDelay, FindingKind.MissedEdd, FindingKind.CarrierSilent,
    ];

    /// <summary>What comes back sooner than this is the same incident.</summary>
    private static readonly Duration Relapse = Duration.FromDays(3);
    private const int ParcelsAtATime = 500;
    private const int KeptDays = 40;

    /// <summary>How many parcels an incident holds and what is known of it; for somebody who is bound to shops, of their parcels alone.</summary>
    internal const string InSight = """
        case when tracking.is_bound() then (
          select count(*)::int from tracking.incident_parcel h where h.incident_id = i.id and (h.left_at is null or i.closed_at is not null)) else i.parcels end,
        case when tracking.is_bound() then 'Parcels of your shops are among those that it holds up.' else i.sentence end
        """;

    private const string Columns = $"""
        i.id, i.kind, i.subject, i.since, i.opened_at, i.closed_at,
        coalesce(i.closed_why, case when i.closed_at is not null then (
          select a.note from tracking.case_act a join tracking.work_case c on c.id = a.case_id where c.incident_id = i.id and a.act in ('resolved', 'dismissed') order by a.id desc limit 1) end), {InSight},
        case when not tracking.is_bound() then i.expected end, case when not tracking.is_bound() then i.observed end, case when not tracking.is_bound() then i.chance end,
        case when not tracking.is_bound() then i.quarters::text end
        """;

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <summary>Looks at all waits once; false where another node is looking.</summary>
    /// <param name="names">Carriers' names by id, for sentences.</param>
    public async Task<bool> WatchAsync(IReadOnlyDictionary<string, string> names, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var alone = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtext('tracking.watch_incidents'))", connection, transaction))
            if (await alone.ExecuteScalarAsync(cancel) is not true)
                return false;
        await RenewWaitsAsync(connection, transaction, cancel);
        var looked = IncidentWatch.Look(await SceneAsync(connection, transaction, names, cancel));
        foreach (var over in looked.Over)
            await EndAsync(connection, transaction, over, cancel);
        foreach (var sighting in looked.Standing)
            await StandAsync(connection, transaction, sighting, cancel);
        await using (var wake = new NpgsqlCommand($"select pg_notify('{Wakes.Changed}', '')", connection, transaction))
            await wake.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>Makes the waits of all parcels anew whose timelines have changed since the last look, below the oldest running transaction.</summary>
    private static async Task RenewWaitsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancel)
    {
        var changed = new List<long>();
        await using (var command = new NpgsqlCommand("""
            with bound as (select pg_snapshot_xmin(pg_current_snapshot()) as xmin),
            before as (select xid, line from tracking.wait_cursor),
            news as (
              select o.xid, o.cursor, o.parcel_id from tracking.outbox o, bound b
              where o.kind = 'timeline' and o.xid < b.xmin and (o.xid, o.cursor) > (coalesce((select xid from before), '0'::xid8), coalesce((select line from before), 0))),
            moved as (
              insert into tracking.wait_cursor (xid, line) select xid, cursor from news order by xid desc, cursor desc limit 1
              on conflict (one) do update set xid = excluded.xid, line = excluded.line)
            select distinct parcel_id from news order by parcel_id
            """, connection, transaction))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                changed.Add(reader.GetInt64(0));
        foreach (var some in changed.Chunk(ParcelsAtATime))
        {
            var waits = new List<(int Nth, Wait Wait)>();
            await using (var command = new NpgsqlCommand("select parcel_id, document from tracking.timeline where parcel_id = any($1)", connection, transaction))
            {
                command.Parameters.Add(new() { Value = some });
                await using var reader = await command.ExecuteReaderAsync(cancel);
                while (await reader.ReadAsync(cancel))
                    waits.AddRange(Waits.Of(reader.GetInt64(0), JsonSerializer.Deserialize<Timeline>(reader.GetString(1), TrackingJson.Options)!).Select((wait, nth) => (nth, wait)));
            }
            await KeepAsync(connection, transaction, some, waits, cancel);
        }
    }

    private static async Task KeepAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long[] parcels, List<(int Nth, Wait Wait)> waits, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            delete from tracking.wait where parcel_id = any(@parcels);
            insert into tracking.wait (parcel_id, nth, carrier, facility, town, country, origin, destination, after, began, since, ended, told_by_carrier, left_at)
            select * from unnest(@ids, @nths, @carriers, @facilities, @towns, @countries, @origins, @destinations, @afters, @began, @since, @ended, @own, @left)
            """, connection, transaction);
        command.Parameters.AddWithValue("parcels", parcels);
        command.Parameters.AddWithValue("ids", waits.Select(one => one.Wait.Parcel).ToArray());
        command.Parameters.AddWithValue("nths", waits.Select(one => one.Nth).ToArray());
        command.Parameters.AddWithValue("carriers", waits.Select(one => one.Wait.Carrier).ToArray());
        command.Parameters.Add(Texts("facilities", waits.Select(one => one.Wait.Facility)));
        command.Parameters.Add(Texts("towns", waits.Select(one => one.Wait.Town)));
        command.Parameters.Add(Texts("countries", waits.Select(one => one.Wait.Country)));
        command.Parameters.Add(Texts("origins", waits.Select(one => one.Wait.Origin)));
        command.Parameters.Add(Texts("destinations", waits.Select(one => one.Wait.Destination)));
        command.Parameters.AddWithValue("afters", waits.Select(one => one.Wait.After.ToString()).ToArray());
        command.Parameters.AddWithValue("began", waits.Select(one => one.Wait.Began).ToArray());
        command.Parameters.AddWithValue("since", waits.Select(one => one.Wait.Since).ToArray());
        command.Parameters.Add(Instants("ended", waits.Select(one => one.Wait.Ended)));
        command.Parameters.AddWithValue("own", waits.Select(one => one.Wait.ToldByCarrier).ToArray());
        command.Parameters.Add(Instants("left", waits.Select(one => one.Wait.Left)));
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<IncidentScene> SceneAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyDictionary<string, string> names, CancellationToken cancel)
    {
        var now = Now;
        await using var command = new NpgsqlCommand($"""
            delete from tracking.wait where ended < @from - make_interval(days => {KeptDays} - 35);
            delete from tracking.feed_hour where hour < @from - make_interval(days => {KeptDays} - 35);
            select parcel_id, carrier, facility, country, origin, destination, after, began, since, ended, told_by_carrier, left_at, town
            from tracking.wait where since <= @now and (ended is null or ended > @from) order by parcel_id, nth;
            select carrier, hour, answers, pushes from tracking.feed_hour where hour >= @from and hour <= @now;
            select carrier, began, ended from tracking.blind_span where ended > @from
            union all select carrier, since, 'infinity' from tracking.carrier_health where not answering;
            select kind, subject, since from tracking.incident where over_at is null and kind <> 'CarrierSilent'
            """, connection, transaction);
        command.Parameters.AddWithValue("from", now - IncidentWatch.History);
        command.Parameters.AddWithValue("now", now);
        var (waits, hours, blind, standing) = (new List<Wait>(), new List<(string Carrier, Instant Hour, int Answers, int Pushes)>(), new List<(string Carrier, Interval Span)>(), new List<StandingIncident>());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            waits.Add(new()
            {
                Parcel = reader.GetInt64(0),
                Carrier = reader.GetString(1),
                Facility = Text(reader, 2),
                Country = Text(reader, 3),
                Origin = Text(reader, 4),
                Destination = Text(reader, 5),
                After = Enum.Parse<Milestone>(reader.GetString(6)),
                Began = reader.GetFieldValue<Instant>(7),
                Since = reader.GetFieldValue<Instant>(8),
                Ended = Maybe<Instant>(reader, 9) is { } ended && ended <= now ? ended : null,
                ToldByCarrier = reader.GetBoolean(10),
                Left = Maybe<Instant>(reader, 11),
                Town = Text(reader, 12),
            });
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            hours.Add((reader.GetString(0), reader.GetFieldValue<Instant>(1), reader.GetInt32(2), reader.GetInt32(3)));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            blind.Add((reader.GetString(0), new(reader.GetFieldValue<Instant>(1), reader.GetFieldValue<Instant>(2))));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            standing.Add(new(new(Enum.Parse<IncidentKind>(reader.GetString(0)), reader.GetString(1)), reader.GetFieldValue<Instant>(2)));
        return new()
        {
            Waits = waits,
            Feeds = hours.Select(hour => hour.Carrier).Concat(blind.Select(span => span.Carrier)).Distinct().ToDictionary(carrier => carrier, carrier => FeedOf(
                hours.Where(hour => hour.Carrier == carrier).ToDictionary(hour => hour.Hour, hour => (hour.Answers, hour.Pushes)), [.. blind.Where(span => span.Carrier == carrier).Select(span => span.Span)])),
            Standing = standing,
            Names = names,
            Now = now,
        };
    }

    private static FeedHours FeedOf(Dictionary<Instant, (int, int)> hours, List<Interval> blind) => new(hours, hours.Count > 0 ? hours.Keys.Min() : Instant.MaxValue, blind);

    /// <summary>Keeps an incident as it is seen now: a new one, one that comes back, or one that goes on, perhaps under another name; and which parcels it holds.</summary>
    private async Task StandAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Sighting sighting, CancellationToken cancel)
    {
        long id;
        bool opened;
        await using (var command = new NpgsqlCommand("""
            with back as (
              select id, over_at is not null as relapsed, kind <> @kind or subject <> @subject as renamed from tracking.incident
              where kind = @was_kind and subject = @was_subject and (over_at is null or over_at > @relapse) order by over_at desc nulls first limit 1 for update),
            kept as (
              update tracking.incident i set kind = @kind, subject = @subject, since = case when b.renamed then @since else i.since end, parcels = @parcels, sentence = @sentence, expected = @expected, observed = @observed, chance = @chance, quarters = @quarters::jsonb, over_at = null,
                closed_at = case when b.relapsed then null else i.closed_at end, closed_why = case when b.relapsed then null else i.closed_why end
              from back b where i.id = b.id returning i.id, b.relapsed, b.renamed),
            made as (
              insert into tracking.incident (kind, subject, since, opened_at, parcels, sentence, expected, observed, chance, quarters)
              select @kind, @subject, @since, @now, @parcels, @sentence, @expected, @observed, @chance, @quarters::jsonb where not exists (select from back)
              returning id),
            reopened as (
              update tracking.work_case c set state = 'Open', closed_at = null, changed_at = @now, version = version + 1
              from kept where kept.relapsed and c.incident_id = kept.id and c.id = (select max(l.id) from tracking.work_case l where l.incident_id = kept.id) and c.closed_at is not null
              returning c.id),
            renamed as (
              update tracking.work_case c set kind = @kind, changed_at = @now, version = version + 1
              from kept where kept.renamed and not kept.relapsed and c.incident_id = kept.id and c.closed_at is null returning c.id),
            cases as (
              insert into tracking.work_case (incident_id, severity, kind, rank, opened_at, changed_at) select id, 'Exception', @kind, @rank, @now, @now from made returning id),
            told as (
              insert into tracking.case_act (case_id, by, act, note)
              select id, 'rules', 'opened', @sentence from cases union all select id, 'rules', 'reopened', @sentence from reopened
              union all select id, 'rules', 'renamed', @sentence from renamed)
            select id, relapsed or renamed from kept union all select id, true from made
            """, connection, transaction))
        {
            command.Parameters.AddWithValue("kind", sighting.Cohort.Kind.ToString());
            command.Parameters.AddWithValue("subject", sighting.Cohort.Subject);
            command.Parameters.AddWithValue("was_kind", (sighting.Follows ?? sighting.Cohort).Kind.ToString());
            command.Parameters.AddWithValue("was_subject", (sighting.Follows ?? sighting.Cohort).Subject);
            command.Parameters.AddWithValue("since", sighting.Since);
            command.Parameters.AddWithValue("now", Now);
            command.Parameters.AddWithValue("relapse", Now - Relapse);
            command.Parameters.AddWithValue("parcels", sighting.Parcels.Count);
            command.Parameters.AddWithValue("sentence", sighting.Sentence);
            command.Parameters.AddWithValue("expected", sighting.Expected);
            command.Parameters.AddWithValue("observed", sighting.Observed);
            command.Parameters.AddWithValue("chance", sighting.Chance);
            command.Parameters.AddWithValue("quarters", JsonSerializer.Serialize(sighting.Quarters, TrackingJson.Options));
            command.Parameters.AddWithValue("rank", CaseRank.OfIncident(sighting.Parcels.Count));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            (id, opened) = (reader.GetInt64(0), reader.GetBoolean(1));
        }
        await using (var hold = new NpgsqlCommand("""
            update tracking.incident_parcel set left_at = @now where incident_id = @id and left_at is null and parcel_id <> all(@parcels);
            insert into tracking.incident_parcel (incident_id, parcel_id, joined_at)
            select @id, p, @now from unnest(@parcels) p where exists (select from tracking.incident i where i.id = @id and i.closed_at is null)
            on conflict (incident_id, parcel_id) do update set left_at = null where incident_parcel.left_at is not null
            """, connection, transaction))
        {
            hold.Parameters.AddWithValue("id", id);
            hold.Parameters.AddWithValue("now", Now);
            hold.Parameters.AddWithValue("parcels", sighting.Parcels.ToArray());
            await hold.ExecuteNonQueryAsync(cancel);
        }
        if (opened && sighting.Cohort.Kind is IncidentKind.DeadFeed)
            await InspectAgainAsync(connection, transaction, sighting.Cohort.Carrier, cancel);
    }

    /// <summary>Closes an incident whose cause is over, and its case; a dead feed leaves the span in which we were blind.</summary>
    private async Task EndAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Ending over, CancellationToken cancel)
    {
        await using (var command = new NpgsqlCommand("""
            with ended as (
              update tracking.incident set over_at = @now, closed_at = coalesce(closed_at, @now), closed_why = coalesce(closed_why, @why)
              where kind = @kind and subject = @subject and over_at is null returning id, subject, since),
            freed as (update tracking.incident_parcel p set left_at = @now from ended where p.incident_id = ended.id and p.left_at is null),
            blind as (
              insert into tracking.blind_span (carrier, began, ended) select subject, since, @now from ended where @kind = 'DeadFeed' on conflict do nothing),
            cases as (
              update tracking.work_case c set state = 'Cleared', closed_at = @now, changed_at = @now, version = version + 1
              from ended where c.incident_id = ended.id and c.closed_at is null returning c.id)
            insert into tracking.case_act (case_id, by, act, note) select id, 'rules', 'cleared', @why from cases
            """, connection, transaction))
        {
            command.Parameters.AddWithValue("kind", over.Cohort.Kind.ToString());
            command.Parameters.AddWithValue("subject", over.Cohort.Subject);
            command.Parameters.AddWithValue("now", Now);
            command.Parameters.AddWithValue("why", over.Why);
            await command.ExecuteNonQueryAsync(cancel);
        }
        if (over.Cohort.Kind is IncidentKind.DeadFeed)
            await InspectAgainAsync(connection, transaction, over.Cohort.Carrier, cancel);
    }

    /// <summary>Lets the silence sweep look at a carrier's parcels: what their silence means has changed.</summary>
    private static async Task InspectAgainAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string carrier, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(HealthStore.InspectAgain, connection, transaction);
        command.Parameters.Add(new() { Value = carrier });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Incidents <paramref name="skip"/> to <paramref name="skip"/> + <paramref name="take"/>: open ones first, then the newest.</summary>
    public async Task<IncidentList> ListAsync(int skip, int take, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            select {Columns} from tracking.incident i order by i.closed_at is null desc, i.opened_at desc, i.id desc limit @take offset @skip;
            select count(*)::int, (count(*) filter (where closed_at is null))::int,
                   (select count(*) from tracking.incident_parcel h join tracking.work_case c on c.parcel_id = h.parcel_id and c.closed_at is null
                    where h.left_at is null and c.kind = any(@inhibited))::int
            from tracking.incident
            """);
        command.Parameters.AddWithValue("skip", skip);
        command.Parameters.AddWithValue("take", take);
        command.Parameters.AddWithValue("inhibited", Inhibited.Select(kind => kind.ToString()).ToArray());
        var rows = new List<IncidentDetails>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(Details(reader));
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        return new(rows, reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2));
    }

    /// <summary>An incident; null where there never was one.</summary>
    public Task<IncidentDetails?> FindAsync(long id, CancellationToken cancel) => FindAsync("i.id = @id", id, cancel);

    /// <summary>The open incident that holds a parcel; null where none does.</summary>
    public Task<IncidentDetails?> FindByParcelAsync(long parcelId, CancellationToken cancel) =>
        FindAsync("i.closed_at is null and i.id = (select max(h.incident_id) from tracking.incident_parcel h where h.parcel_id = @id and h.left_at is null)", parcelId, cancel);

    /// <summary>The parcels under an incident, those with the costliest cases first; of a closed one, all that ever were.</summary>
    public async Task<IncidentParcels> ListParcelsAsync(long id, int skip, int take, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with held as (
              select h.* from tracking.incident_parcel h join tracking.incident i on i.id = h.incident_id
              where h.incident_id = @id and (h.left_at is null or i.closed_at is not null)),
            page as (
              select h.*, c.kind from held h left join tracking.work_case c on c.parcel_id = h.parcel_id and c.closed_at is null
              order by c.rank desc nulls last, h.parcel_id limit @take offset @skip)
            select h.parcel_id, l.number, coalesce(p.origin_country, t.document::json -> 'lane' ->> 'origin'), coalesce(p.destination_country, t.document::json -> 'lane' ->> 'destination'),
                   t.last_scan_at, h.kind, p.value_amount, p.value_currency, h.joined_at, h.left_at
            from page h left join tracking.parcel p on p.id = h.parcel_id left join tracking.timeline t on t.parcel_id = h.parcel_id
            left join lateral (
              select m.number from tracking.leg m where m.parcel_id = h.parcel_id and m.detached_at is null order by m.role = 'LastMile' desc, m.id desc limit 1) l on true;
            select count(*)::int from tracking.incident_parcel h join tracking.incident i on i.id = h.incident_id
            where h.incident_id = @id and (h.left_at is null or i.closed_at is not null)
            """);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("skip", skip);
        command.Parameters.AddWithValue("take", take);
        var rows = new List<IncidentParcel>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(new()
            {
                ParcelId = reader.GetInt64(0),
                Number = Text(reader, 1),
                Origin = Text(reader, 2),
                Destination = Text(reader, 3),
                LastScanAt = Maybe<Instant>(reader, 4),
                Finding = Text(reader, 5),
                Value = Maybe<decimal>(reader, 6),
                Currency = Text(reader, 7),
                JoinedAt = reader.GetFieldValue<Instant>(8),
                LeftAt = Maybe<Instant>(reader, 9),
            });
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        return new(rows, reader.GetInt32(0));
    }

    private async Task<IncidentDetails?> FindAsync(string which, long id, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} from tracking.incident i where {which}");
        command.Parameters.AddWithValue("id", id);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Details(reader) : null;
    }

    private static IncidentDetails Details(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        Kind = reader.GetString(1),
        Subject = reader.GetString(2),
        Since = reader.GetFieldValue<Instant>(3),
        OpenedAt = reader.GetFieldValue<Instant>(4),
        ClosedAt = Maybe<Instant>(reader, 5),
        ClosedWhy = Text(reader, 6),
        Parcels = reader.GetInt32(7),
        Sentence = reader.GetString(8),
        Expected = Maybe<double>(reader, 9),
        Observed = Maybe<int>(reader, 10),
        Chance = Maybe<double>(reader, 11),
        Quarters = Text(reader, 12) is { } json ? JsonSerializer.Deserialize<List<Quarter>>(json, TrackingJson.Options)! : [],
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? Maybe<T>(NpgsqlDataReader reader, int column) where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    private static NpgsqlParameter Texts(string name, IEnumerable<string?> values) => new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = values.ToArray() };

    private static NpgsqlParameter Instants(string name, IEnumerable<Instant?> values) => new(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = values.ToArray() };
}
