using System.Text.RegularExpressions;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Cases;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>
/// The only writer of timelines and findings, and of the cases that findings open. Locks its parcels in order of their ids before it
/// loads what was said of them, so that two workers with two wires of one parcel cannot each merge without the other's.
/// </summary>
public sealed partial class Settlement(NpgsqlDataSource database, TimeProvider clock, LaneNorms norms)
{
    private readonly LaneStore _lanes = new(database);

    /// <summary>Settles parcels in a transaction of its own; how many timelines changed.</summary>
    public async Task<int> SettleAsync(IReadOnlyCollection<long> parcels, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await HotPath.BeginAsync(connection, cancel);
        var changed = await SettleAsync(connection, transaction, parcels, cancel);
        await transaction.CommitAsync(cancel);
        return changed;
    }

    /// <summary>The silence sweep: settles up to <paramref name="most"/> parcels whose <c>inspect_at</c> has come; how many.</summary>
    public async Task<int> SettleDueAsync(int most, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await HotPath.BeginAsync(connection, cancel);
        await using var command = new NpgsqlCommand("""
            select id from tracking.parcel where id in (
              select id from tracking.parcel where inspect_at <= @now order by inspect_at limit @most) order by id for update skip locked
            """, connection, transaction);
        command.Parameters.AddWithValue("now", Now);
        command.Parameters.AddWithValue("most", most);
        var due = new List<long>();
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                due.Add(reader.GetInt64(0));
        if (due.Count > 0)
            await SettleAsync(connection, transaction, due, cancel);
        await transaction.CommitAsync(cancel);
        return due.Count;
    }

    /// <summary>Settles parcels as part of a transaction that has just appended statements to them; how many timelines changed.</summary>
    public async Task<int> SettleAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<long> parcels, CancellationToken cancel) =>
        (await SettleAsync(connection, transaction, parcels, [], null, cancel)).Count(one => one.Changed);

    /// <summary>The same, and what came of it.</summary>
    /// <param name="wholes">The complete answers among what was just appended.</param>
    /// <param name="cause">What the outbox says of a changed timeline beside its kind, such as <c>replay</c>; null where something was told.</param>
    internal async Task<IReadOnlyList<Settled>> SettleAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyCollection<long> parcels, IReadOnlyCollection<WholeTelling> wholes, string? cause, CancellationToken cancel)
    {
        var ids = parcels.Distinct().Order().ToArray();
        return await SettleAsync(connection, transaction, await ParcelStore.LockAsync(connection, transaction, ids, cancel), wholes, cause, cancel);
    }

    /// <summary>The same for parcels that are locked and loaded already.</summary>
    internal async Task<IReadOnlyList<Settled>> SettleAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, SortedDictionary<long, ParcelHistory> histories, IReadOnlyCollection<WholeTelling> wholes, string? cause, CancellationToken cancel)
    {
        foreach (var history in histories.Values)
            history.Correct();
        await KeepAbsencesAsync(connection, transaction, histories, wholes, cancel);
        var silent = await SilentAsync(connection, transaction, cancel);
        var now = Now;
        var usual = norms with { Learned = await _lanes.CurrentAsync(cancel) };
        var settled = histories.Values.Select(history => Settle(history, silent, usual, now)).ToList();
        await CapAsync(connection, transaction, settled, histories, silent, usual, now, cancel);
        var changed = await WriteTimelinesAsync(connection, transaction, settled, cause, now, cancel);
        var (news, open) = await WriteFindingsAsync(connection, transaction, settled, now, cancel);
        if (settled.Where(one => open.Contains(one.Parcel.Id) || news.ContainsKey(one.Parcel.Id) || one.Inspection.Findings.Any(Matters)).ToList() is { Count: > 0 } concerned)
            await WriteCasesAsync(connection, transaction, concerned, changed, news, now, cancel);
        if (changed.Count > 0 || news.Count > 0)
        {
            await using var wake = new NpgsqlCommand($"select pg_notify('{Wakes.Changed}', '')", connection, transaction);
            await wake.ExecuteNonQueryAsync(cancel);
        }
        return [.. settled.Select(one => one with { Changed = changed.Contains(one.Parcel.Id) })];
    }

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <summary>Parcels that would be an exception more than people can look at today are inspected again as what waits.</summary>
    private async Task CapAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Settled> settled, SortedDictionary<long, ParcelHistory> histories,
        Unheard silent, LaneNorms usual, Instant now, CancellationToken cancel)
    {
        var asking = settled.Select(one => (one.Parcel.Id, Weighed: (IReadOnlyList<Finding>)[.. one.Inspection.Findings.Where(finding => finding.Why is { IsWeighed: true })]))
            .Where(one => one.Weighed.Count > 0).ToList();
        if (asking.Count == 0)
            return;
        var waiting = await Looks.GiveAsync(connection, transaction, asking, usual.LooksPerAgent, now, cancel);
        for (var i = 0; i < settled.Count; i++)
        {
            if (waiting.TryGetValue(settled[i].Parcel.Id, out var until))
                settled[i] = Inspect(histories[settled[i].Parcel.Id], settled[i].Timeline, silent, usual, now, until);
        }
    }

    private static Settled Settle(ParcelHistory history, Unheard silent, LaneNorms usual, Instant now) =>
        Inspect(history, Timeline.Of(history.Parcel, [.. history.Legs.Select(state => state.Leg)], history.Events, history.Snapshots, history.Answers), silent, usual, now, null);

    private static Settled Inspect(ParcelHistory history, Timeline timeline, Unheard silent, LaneNorms usual, Instant now, Instant? cappedUntil)
    {
        var inspection = Inspection.Of(new Situation
        {
            CappedUntil = cappedUntil,
            Parcel = history.Parcel,
            Legs = history.Legs,
            Timeline = timeline,
            Silent = silent.Silent,
            DeadFeeds = silent.Dead,
            Norms = usual,
            Now = now,
        });
        // Sentences count days and ranks grow with age: while something is found, both are renewed once a day.
        var renewal = inspection.Findings.Count > 0 ? now + Duration.FromDays(1) : (Instant?)null;
        return new Settled(history.Parcel, history.Legs, timeline, inspection with { InspectAt = inspection.InspectAt is { } at && (renewal is null || at < renewal) ? at : renewal });
    }

    /// <summary>Carriers that do not answer, and those that answer without news for anyone.</summary>
    internal static async Task<Unheard> SilentAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            select false, carrier, since from tracking.carrier_health where not answering
            union all select true, subject, since from tracking.incident where kind = 'DeadFeed' and over_at is null and closed_at is null
            """, connection, transaction);
        var (silent, dead) = (new Dictionary<CarrierId, Instant>(), new Dictionary<CarrierId, Instant>());
        await command.PrepareAsync(cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            (reader.GetBoolean(0) ? dead : silent)[new CarrierId(reader.GetString(1))] = reader.GetFieldValue<Instant>(2);
        return new(silent, dead);
    }

    /// <summary>The same for complete answers that were kept before, and whose statements have other keys now.</summary>
    internal static async Task RenewAbsencesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, SortedDictionary<long, ParcelHistory> histories, IReadOnlyCollection<WholeTelling> wholes, CancellationToken cancel)
    {
        var before = wholes.Select(whole => (whole.ParcelId, whole.WireId, whole.Events[0].Said.Source, whole.Events[0].Said.Number)).ToHashSet();
        foreach (var (parcel, history) in histories)
            history.Answers.RemoveAll(answer => before.Contains((parcel, answer.WireId, answer.Source, answer.Number)));
        await HotPath.ExecuteAsync(connection, transaction, cancel, new NpgsqlBatchCommand("""
            delete from tracking.full_answer f using unnest($1, $2, $3, $4) as g(parcel_id, wire_id, source, number)
            where f.parcel_id = g.parcel_id and f.wire_id = g.wire_id and f.source = g.source and f.number = g.number
            """)
        {
            Parameters =
            {
                new() { Value = before.Select(one => one.ParcelId).ToArray() },
                new() { Value = before.Select(one => one.WireId).ToArray() },
                new() { Value = before.Select(one => one.Source.Value).ToArray() },
                new() { Value = before.Select(one => one.Number.Value).ToArray() },
            },
        });
        await KeepAbsencesAsync(connection, transaction, histories, wholes, cancel);
    }

    /// <summary>Keeps those complete answers that leave out what was said before, or tell it again.</summary>
    private static async Task KeepAbsencesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, SortedDictionary<long, ParcelHistory> histories, IReadOnlyCollection<WholeTelling> wholes, CancellationToken cancel)
    {
        var kept = new List<(long ParcelId, FullAnswer Answer)>();
        foreach (var whole in wholes.OrderBy(whole => whole.ReceivedAt).ThenBy(whole => whole.WireId))
        {
            var history = histories[whole.ParcelId];
            if (Absence.Find(whole.WireId, whole.ReceivedAt, whole.Events, history.Events, history.Answers) is not { } answer)
                continue;
            history.Answers.Add(answer);
            kept.Add((whole.ParcelId, answer));
        }
        if (kept.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (parcel, answer) in kept)
        {
            batch.BatchCommands.Add(new("insert into tracking.full_answer (parcel_id, source, number, wire_id, received_at, oldest, left_out) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing")
            {
                Parameters =
                {
                    new() { Value = parcel }, new() { Value = answer.Source.Value }, new() { Value = answer.Number.Value }, new() { Value = answer.WireId }, new() { Value = answer.ReceivedAt },
                    new() { Value = answer.Oldest.Select(key => key.ToBytes()).ToArray() }, new() { Value = answer.LeftOut.Select(key => key.ToBytes()).ToArray() },
                },
            });
        }
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<HashSet<long>> WriteTimelinesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Settled> settled, string? cause, Instant now, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("""
            with inspected as (
              update tracking.parcel p set inspect_at = g.inspect_at from unnest(@ids, @inspections) as g(id, inspect_at)
              where p.id = g.id and p.inspect_at is distinct from g.inspect_at),
            written as (
              insert into tracking.timeline (parcel_id, version, hash, stage, milestone, kind, last_scan_at, last_news_at, settled_at, document)
              select id, nextval('tracking.version_seq'), hash, stage, milestone, kind, scan, news, @now, document
              from unnest(@ids, @hashes, @stages, @milestones, @kinds, @scans, @news, @documents) as g(id, hash, stage, milestone, kind, scan, news, document)
              on conflict (parcel_id) do update set version = excluded.version, hash = excluded.hash, stage = excluded.stage, milestone = excluded.milestone,
                kind = excluded.kind, last_scan_at = excluded.last_scan_at, last_news_at = excluded.last_news_at, settled_at = excluded.settled_at, document = excluded.document
              where tracking.timeline.hash <> excluded.hash
              returning parcel_id, version)
            insert into tracking.outbox (parcel_id, kind, detail, version) select parcel_id, 'timeline', @cause, version from written order by parcel_id
            returning parcel_id
            """, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter("cause", NpgsqlDbType.Text) { Value = (object?)cause ?? DBNull.Value });
        command.Parameters.AddWithValue("ids", settled.Select(one => one.Parcel.Id).ToArray());
        command.Parameters.AddWithValue("hashes", settled.Select(one => one.Timeline.ContentHash()).ToArray());
        command.Parameters.Add(Texts("stages", settled.Select(one => one.Timeline.Stage?.ToString())));
        command.Parameters.Add(Texts("milestones", settled.Select(one => one.Timeline.Milestone?.ToString())));
        command.Parameters.AddWithValue("kinds", settled.Select(one => one.Timeline.Kind.ToString()).ToArray());
        command.Parameters.Add(Instants("scans", settled.Select(one => one.Timeline.LastScanAt)));
        command.Parameters.Add(Instants("news", settled.Select(one => one.Timeline.LastNewsAt)));
        command.Parameters.Add(TrackingJson.Documents("documents", NpgsqlDbType.Text, settled.Select(one => one.Timeline)));
        command.Parameters.Add(Instants("inspections", settled.Select(one => one.Inspection.InspectAt)));
        command.Parameters.AddWithValue("now", now);
        var changed = new HashSet<long>();
        await command.PrepareAsync(cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            changed.Add(reader.GetInt64(0));
        return changed;
    }

    /// <summary>Opens, updates and clears findings; returns the parcels on which any did, and whether one opened or grew grave there, and the parcels that have an open case.</summary>
    private static async Task<(Dictionary<long, bool> News, HashSet<long> Open)> WriteFindingsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Settled> settled, Instant now, CancellationToken cancel)
    {
        var found = settled.SelectMany(one => one.Inspection.Findings.Select(finding => (one.Parcel.Id, Finding: finding))).ToList();
        await using var command = new NpgsqlCommand("""
            with given as (
              select * from unnest(@parcels, @kinds, @subjects, @severities, @since, @documents) as g(parcel_id, kind, subject, severity, since, document)),
            before as materialized (
              select f.* from tracking.finding f where f.parcel_id = any(@ids) and f.cleared_at is null),
            cleared as (
              update tracking.finding f set cleared_at = @now from before b
              where f.id = b.id and not exists (
                select from given g where g.parcel_id = b.parcel_id and g.kind = b.kind and g.subject = b.subject)
              returning f.parcel_id, f.kind),
            changed as (
              update tracking.finding f set severity = g.severity, since = g.since, document = g.document
              from before b join given g on g.parcel_id = b.parcel_id and g.kind = b.kind and g.subject = b.subject
              where f.id = b.id and (b.severity <> g.severity or b.document <> g.document)
              returning f.parcel_id, f.kind, b.severity <> g.severity as moved, g.severity in ('Exception', 'Critical') as grave),
            opened as (
              insert into tracking.finding (parcel_id, kind, subject, severity, since, opened_at, document)
              select g.parcel_id, g.kind, g.subject, g.severity, g.since, @now, g.document from given g
              where not exists (select from before b where b.parcel_id = g.parcel_id and b.kind = g.kind and b.subject = g.subject)
              returning parcel_id, kind),
            news as (
              select parcel_id, 'opened ' || kind as detail, true as grave from opened
              union all select parcel_id, 'cleared ' || kind, false from cleared
              union all select parcel_id, 'changed ' || kind, grave from changed where moved),
            told as (
              insert into tracking.outbox (parcel_id, kind, detail, version)
              select n.parcel_id, 'finding', n.detail, t.version from news n join tracking.timeline t using (parcel_id) order by n.parcel_id)
            select parcel_id, bool_or(grave) from news group by parcel_id
            union all select parcel_id, null from tracking.work_case where parcel_id = any(@ids) and closed_at is null
            """, connection, transaction);
        command.Parameters.AddWithValue("ids", settled.Select(one => one.Parcel.Id).ToArray());
        command.Parameters.AddWithValue("parcels", found.Select(one => one.Id).ToArray());
        command.Parameters.AddWithValue("kinds", found.Select(one => one.Finding.Kind.ToString()).ToArray());
        command.Parameters.AddWithValue("subjects", found.Select(one => one.Finding.Subject).ToArray());
        command.Parameters.AddWithValue("severities", found.Select(one => one.Finding.Severity.ToString()).ToArray());
        command.Parameters.AddWithValue("since", found.Select(one => one.Finding.Since).ToArray());
        command.Parameters.Add(TrackingJson.Documents("documents", NpgsqlDbType.Jsonb, found.Select(one => one.Finding)));
        command.Parameters.AddWithValue("now", now);
        var (news, open) = (new Dictionary<long, bool>(), new HashSet<long>());
        await command.PrepareAsync(cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (reader.IsDBNull(1))
                open.Add(reader.GetInt64(0));
            else
                news[reader.GetInt64(0)] = reader.GetBoolean(1);
        }
        return (news, open);
    }

    /// <summary>
    /// Keeps one open case for each parcel with a finding of Warning or worse: a new finding opens one, reopens the case that cleared
    /// itself or ends its snooze, a changed one re-ranks it, and when the last is gone the case clears itself and says what ended it.
    /// What people closed stays closed until something new is found.
    /// </summary>
    private static async Task WriteCasesAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<Settled> settled, HashSet<long> changed, Dictionary<long, bool> news, Instant now, CancellationToken cancel)
    {
        var worst = settled
            .Where(one => one.Inspection.Findings.Any(Matters))
            .Select(one => (one.Parcel, one.Timeline, Finding: one.Inspection.Findings.Where(Matters).MaxBy(finding => CaseRank.Of(finding, one.Parcel, now))!, one.Legs))
            .ToList();
        await using var command = new NpgsqlCommand("""
            with given as (
              select * from unnest(@parcels, @kinds, @severities, @ranks, @news, @carriers, @lanes, @facilities, @chances, @come)
                as g(parcel_id, kind, severity, rank, news, carrier, lane, facility, chance, come)),
            ended as (select * from unnest(@ids, @endings) as e(parcel_id, ending)),
            held as materialized (
              select c.* from tracking.work_case c where c.parcel_id = any(@ids) and c.closed_at is null for update),
            cleared as (
              update tracking.work_case c set state = 'Cleared', snoozed_until = null, wake_on = null, closed_at = @now, changed_at = @now, version = c.version + 1
              from held h join ended e on e.parcel_id = h.parcel_id
              where c.id = h.id and c.parcel_id <> all(@parcels)
              returning c.id, c.version, h.kind, e.ending),
            awake as (
              select h.id, h.state = 'Snoozed' and (g.news or coalesce(h.wake_on = any(string_to_array(g.come, ',')), false)) as wakes,
                     coalesce(h.wake_on = any(string_to_array(g.come, ',')), false) as awaited, g.*
              from held h join given g on g.parcel_id = h.parcel_id),
            renewed as (
              update tracking.work_case c set kind = g.kind, severity = g.severity, rank = g.rank, carrier = g.carrier, lane = g.lane, facility = g.facility, chance = g.chance,
                changed_at = case when g.wakes or c.kind <> g.kind or c.severity <> g.severity then @now else c.changed_at end,
                state = case when not g.wakes then c.state when c.assignee is null then 'Open' else 'Acknowledged' end,
                snoozed_until = case when not g.wakes then c.snoozed_until end, wake_on = case when not g.wakes then c.wake_on end, version = c.version + g.wakes::int
              from awake g where c.id = g.id
                and (g.wakes or (c.kind, c.severity, c.rank, c.carrier, c.lane, c.facility) is distinct from (g.kind, g.severity, g.rank, g.carrier, g.lane, g.facility))
              returning c.id, c.version, c.kind, g.wakes, g.awaited),
            reopened as (
              update tracking.work_case c set state = 'Open', closed_at = null, changed_at = @now, kind = g.kind, severity = g.severity, rank = g.rank,
                carrier = g.carrier, lane = g.lane, facility = g.facility, chance = g.chance, due_at = null, escalated_at = null, version = version + 1
              from given g
              where g.news and c.id = (select max(l.id) from tracking.work_case l where l.parcel_id = g.parcel_id)
                and c.closed_at is not null and c.state = 'Cleared'
              returning c.id, c.version, c.parcel_id, c.kind),
            opened as (
              insert into tracking.work_case (parcel_id, severity, kind, rank, carrier, lane, facility, chance, opened_at, changed_at)
              select g.parcel_id, g.severity, g.kind, g.rank, g.carrier, g.lane, g.facility, g.chance, @now, @now from given g
              where g.news and not exists (select from tracking.work_case c where c.parcel_id = g.parcel_id and (c.closed_at is null or c.state = 'Cleared'
                  and c.id = (select max(l.id) from tracking.work_case l where l.parcel_id = g.parcel_id)))
              returning id, version, parcel_id, kind)
            insert into tracking.case_act (case_id, version, by, act, note)
            select id, version, 'rules', 'cleared', kind || ' is over: ' || ending from cleared
            union all select id, version, 'rules', 'woke', case when awaited then 'what it waited for has come' else kind || ' is new' end from renewed where wakes
            union all select id, version, 'rules', 'reopened', kind from reopened
            union all select id, version, 'rules', 'opened', kind from opened
            """, connection, transaction);
        command.Parameters.AddWithValue("ids", settled.Select(one => one.Parcel.Id).ToArray());
        command.Parameters.AddWithValue("endings", settled.Select(one => Ending(one.Timeline)).ToArray());
        command.Parameters.AddWithValue("parcels", worst.Select(one => one.Parcel.Id).ToArray());
        command.Parameters.AddWithValue("kinds", worst.Select(one => one.Finding.Kind.ToString()).ToArray());
        command.Parameters.AddWithValue("severities", worst.Select(one => one.Finding.Severity.ToString()).ToArray());
        command.Parameters.AddWithValue("ranks", worst.Select(one => CaseRank.Of(one.Finding, one.Parcel, now)).ToArray());
        command.Parameters.AddWithValue("news", worst.Select(one => news.GetValueOrDefault(one.Parcel.Id)).ToArray());
        command.Parameters.Add(Texts("carriers", worst.Select(one => CarrierOf(one.Legs, one.Finding))));
        command.Parameters.AddWithValue("lanes", worst.Select(one => $"{one.Timeline.Lane.Origin ?? "?"}-{one.Timeline.Lane.Destination ?? "?"}").ToArray());
        command.Parameters.Add(Texts("facilities", worst.Select(one => one.Timeline.Lines.LastOrDefault(line => line.Moves && line.Place is not null)?.Place?.Site)));
        command.Parameters.AddWithValue("chances", worst.Select(one => CaseRank.Chance(one.Finding, now)).ToArray());
        command.Parameters.AddWithValue("come", worst.Select(one => string.Join(',', Wakings.Of(one.Timeline, changed.Contains(one.Parcel.Id)))).ToArray());
        command.Parameters.AddWithValue("now", now);
        await command.PrepareAsync(cancel);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What ended it all: the newest line that moved the parcel.</summary>
    private static string Ending(Timeline timeline) =>
        timeline.Lines.LastOrDefault(line => line.Moves) is not { } last ? "nothing is wrong any more"
        : string.Join(", ", new[] { last.Milestone is { } milestone ? PartOfName().Replace(milestone.ToString(), " $0").ToLowerInvariant() : last.Wording, last.Place?.Site, last.Time?.Local.ToString("uuuu-MM-dd HH:mm", null) }.Where(part => part is not null));

    private static string? CarrierOf(IReadOnlyList<LegState> legs, Finding finding) =>
        (legs.FirstOrDefault(state => state.Leg.Number.Value == finding.Subject) ?? legs.LastOrDefault(state => state.Leg.Role is LegRole.LastMile) ?? legs.LastOrDefault())?.Leg.Carrier.Value;

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex PartOfName();

    private static bool Matters(Finding finding) => finding.Severity >= Severity.Warning;

    private static NpgsqlParameter Texts(string name, IEnumerable<string?> values) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = values.ToArray() };

    private static NpgsqlParameter Instants(string name, IEnumerable<Instant?> values) =>
        new(name, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz) { Value = values.ToArray() };

    /// <param name="Changed">True where the stored timeline was another.</param>
    internal sealed record Settled(Parcel Parcel, IReadOnlyList<LegState> Legs, Timeline Timeline, InspectionResult Inspection, bool Changed = false);
}
