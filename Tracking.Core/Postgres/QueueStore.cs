using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Reads the queue of cases, worst first.</summary>
public sealed class QueueStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>More cases than anybody walks through: beyond it the queue says that there are more.</summary>
    public const int Most = 20_000;

    /// <summary>The parcels that a search text can mean, found by orders in sight; whether they are in sight themselves is for the query around it.</summary>
    private const string Found = """
        select m.parcel_id from tracking.meant(@number, @prefix, @order, @email, @parcel) m
        where m.purchase_id is null or exists (select from tracking.purchase o where o.id = m.purchase_id)
        """;

    /// <summary>A snooze that is over is no snooze.</summary>
    private const string State = "case when c.state = 'Snoozed' and c.snoozed_until <= @now then 'Open' else c.state end";

    /// <summary>What waiting costs: the rank, twice when a case is due soon and four times when it is overdue.</summary>
    private const string Cost = "c.rank * case when c.escalated_at is not null or c.due_at <= @now then 4 when c.due_at <= @now + interval '4 hours' then 2 else 1 end";

    /// <summary>Parcels of which nothing but their carrier's silence is known are held together by its incident, and listed when asked for.</summary>
    private const string OfKind = "case when cardinality(@kinds) = 0 then c.kind <> 'CarrierSilent' else c.kind = any(@kinds) end";

    /// <summary>True of a case whose parcel is under an open incident, and with which nothing else is wrong than what that explains.</summary>
    private const string Folded = """
        (exists (select from tracking.incident_parcel h where h.parcel_id = c.parcel_id and h.left_at is null)
          and not exists (
            select from tracking.finding f where f.parcel_id = c.parcel_id and f.cleared_at is null and f.severity <> 'Watch' and f.kind <> all(@inhibited)))
        """;

    /// <summary>Who searches, or asks for what is closed, sees a folded case all the same.</summary>
    private const string Shown = $"(@searching or @closed or not {Folded})";

    /// <summary>Where it goes, as its lane says: the parcels themselves, some twenty for each case, are not read.</summary>
    private const string Destination = "nullif(split_part(c.lane, '-', 2), '?')";

    private const string ShopsOf = "select s.name from tracking.purchase_parcel b join tracking.purchase o on o.id = b.purchase_id join tracking.shop s on s.id = o.shop_id where b.parcel_id = c.parcel_id";

    /// <summary>All that a filter can exclude, with a column for each filter that has counts of its own.</summary>
    private const string Base = $"""
        base as materialized (
          select c.id, c.version, c.parcel_id, c.kind, c.severity, c.carrier, c.lane, c.facility, coalesce(c.assignee, 'nobody') as assignee,
                 {Destination} as destination, {State} as state, {Cost} as cost, c.due_at <= @now as overdue,
                 {OfKind} as of_kind,
                 cardinality(@severities) = 0 or c.severity = any(@severities) as of_severity,
                 cardinality(@destinations) = 0 or coalesce({Destination} = any(@destinations), false) as of_destination,
                 cardinality(@lanes) = 0 or coalesce(c.lane = any(@lanes), false) as of_lane,
                 cardinality(@facilities) = 0 or coalesce(c.facility = any(@facilities), false) as of_facility,
                 cardinality(@shops) = 0 or exists ({ShopsOf} and s.name = any(@shops)) as of_shop,
                 cardinality(@carriers) = 0 or exists (
                   select from tracking.leg l where l.parcel_id = c.parcel_id and l.carrier = any(@carriers) and l.detached_at is null) as of_carrier,
                 {State} = any(@states) as of_state,
                 @assignee is null or coalesce(c.assignee, 'nobody') = @assignee as of_assignee
          from tracking.work_case c
          where c.parcel_id is not null and (c.closed_at is null or (@closed and c.state = any(@states)))
            and (not @overdue or c.due_at <= @now)
            and (@before is null or exists (
              select from tracking.finding f where f.parcel_id = c.parcel_id and f.kind = c.kind and f.cleared_at is null and f.since <= @before))
            and (not @searching or c.parcel_id in ({Found}))
            and {Shown})
        """;

    private static readonly string[] Facets = ["kind", "severity", "destination", "lane", "facility", "shop", "carrier", "state", "assignee"];

    /// <summary>The cases under a filter, those first whose waiting costs most; in groups, the group first whose waiting costs most together.</summary>
    public async Task<IReadOnlyList<QueueEntry>> OrderAsync(QueueFilter filter, QueueGrouping grouping, CancellationToken cancel)
    {
        var group = grouping switch
        {
            QueueGrouping.Kind => "c.kind",
            QueueGrouping.Carrier => "coalesce(c.carrier, '?')",
            QueueGrouping.Lane => "coalesce(c.lane, '?-?')",
            QueueGrouping.Facility => "coalesce(c.facility, '?')",
            QueueGrouping.Shop => $"coalesce((select min(of.name) from ({ShopsOf}) of), '?')",
            _ => "null",
        };
        await using var command = database.CreateCommand($"""
            with {Base},
            grouped as (select c.id, c.version, c.parcel_id, c.cost, ({group})::text as of_group from base c where {AllBut(null)})
            select id, version, parcel_id, of_group from grouped order by {(grouping is QueueGrouping.None ? "" : "sum(cost) over (partition by of_group) desc, of_group,")} cost desc, id limit {Most}
            """);
        Fill(command, filter);
        var entries = new List<QueueEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            entries.Add(new(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2), Text(reader, 3)));
        return entries;
    }

    /// <summary>These cases as they stand now, in the order given; whatever became of them meanwhile is told by their state.</summary>
    public async Task<IReadOnlyList<QueueRow>> ListAsync(IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            select c.id, c.version, c.parcel_id, c.kind, c.severity, f.sentence, f.since, l.carrier, l.number,
                   coalesce(p.origin_country, nullif(split_part(c.lane, '-', 1), '?')), coalesce(p.destination_country, {Destination}),
                   p.value_amount, p.value_currency, p.tier, {State}, c.assignee, c.snoozed_until,
                   (select count(*) from tracking.finding o where o.parcel_id = c.parcel_id and o.cleared_at is null)::int,
                   c.due_at, c.chance, c.wake_on, c.facility, (select string_agg(of.name, ', ') from (select distinct of.name from ({ShopsOf}) of) of),
                   (select string_agg(o.number, ', ' order by o.number) from tracking.purchase_parcel b join tracking.purchase o on o.id = b.purchase_id where b.parcel_id = c.parcel_id)
            from unnest(@ids) with ordinality as asked(id, place)
            join tracking.work_case c on c.id = asked.id
            join tracking.parcel p on p.id = c.parcel_id
            left join lateral (
              select g.document ->> 'sentence' as sentence, g.since, g.subject from tracking.finding g where g.parcel_id = c.parcel_id and g.kind = c.kind
              order by (g.cleared_at is null) desc, g.severity = c.severity desc, g.since, g.id limit 1) f on true
            left join lateral (
              select m.carrier, m.number from tracking.leg m where m.parcel_id = c.parcel_id and m.detached_at is null
              order by m.number = f.subject desc nulls last, m.role = 'LastMile' desc, m.id desc limit 1) l on true
            order by asked.place
            """);
        command.Parameters.AddWithValue("ids", ids.ToArray());
        command.Parameters.AddWithValue("now", Instant.FromDateTimeOffset(clock.GetUtcNow()));
        var rows = new List<QueueRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(Row(reader));
        return rows;
    }

    /// <summary>Counts for each choice of each filter, the other filters being as they are; closed states are not counted.</summary>
    public async Task<QueueFacets> CountAsync(QueueFilter filter, CancellationToken cancel)
    {
        string Of(string facet) => $"select '{facet}', {facet}, count(*)::int from base where {facet} is not null and {AllBut(facet)} group by {facet}";
        await using var command = database.CreateCommand($"""
            with {Base}
            {string.Join(" union all ", new[] { "kind", "severity", "destination", "lane", "facility", "state", "assignee" }.Select(Of))}
            union all
            select 'carrier', l.carrier, count(distinct b.parcel_id)::int from base b join tracking.leg l on l.parcel_id = b.parcel_id and l.detached_at is null
            where l.carrier is not null and {AllBut("carrier")} group by l.carrier
            union all
            select 'shop', s.name, count(distinct c.parcel_id)::int
            from base c join tracking.purchase_parcel b on b.parcel_id = c.parcel_id join tracking.purchase o on o.id = b.purchase_id join tracking.shop s on s.id = o.shop_id
            where {AllBut("shop")} group by s.name
            union all
            select 'overdue', 'overdue', count(*)::int from base where overdue and {AllBut(null)}
            """);
        Fill(command, filter);
        var counts = Facets.Append("overdue").ToDictionary(facet => facet, _ => new Dictionary<string, int>());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            counts[reader.GetString(0)][reader.GetString(1)] = reader.GetInt32(2);
        return new QueueFacets
        {
            Kinds = counts["kind"],
            Severities = counts["severity"],
            Destinations = counts["destination"],
            Lanes = counts["lane"],
            Facilities = counts["facility"],
            Shops = counts["shop"],
            Carriers = counts["carrier"],
            States = counts["state"],
            Assignees = counts["assignee"],
            Overdue = counts["overdue"].GetValueOrDefault("overdue"),
        };
    }

    /// <summary>All filters but the one whose own choices are counted.</summary>
    private static string AllBut(string? facet) => string.Join(" and ", Facets.Where(one => one != facet).Select(one => "of_" + one));

    /// <summary>Open incidents, oldest first.</summary>
    public async Task<IReadOnlyList<IncidentRow>> ListIncidentsAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            select i.id, i.kind, i.subject, i.since, {IncidentStore.InSight},
                   c.id, c.state, c.assignee, c.snoozed_until, c.opened_at, c.changed_at, c.closed_at, c.version,
                   (select count(*) from tracking.incident_parcel h join tracking.work_case c on c.parcel_id = h.parcel_id and c.closed_at is null
                    where h.incident_id = i.id and h.left_at is null and c.kind = any(@inhibited))::int
            from tracking.incident i left join lateral (
              select * from tracking.work_case w where w.incident_id = i.id order by w.id desc limit 1) c on true
            where i.closed_at is null order by i.since, i.id
            """);
        FillInhibited(command);
        var incidents = new List<IncidentRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            incidents.Add(new IncidentRow
            {
                Id = reader.GetInt64(0),
                Kind = reader.GetString(1),
                Subject = reader.GetString(2),
                Since = reader.GetFieldValue<Instant>(3),
                Parcels = reader.GetInt32(4),
                Sentence = reader.GetString(5),
                Folded = reader.GetInt32(14),
                Case = reader.IsDBNull(6) ? null : new Case
                {
                    Id = reader.GetInt64(6),
                    IncidentId = reader.GetInt64(0),
                    State = Enum.Parse<CaseState>(reader.GetString(7)),
                    Assignee = Text(reader, 8),
                    SnoozedUntil = Maybe<Instant>(reader, 9),
                    OpenedAt = reader.GetFieldValue<Instant>(10),
                    ChangedAt = reader.GetFieldValue<Instant>(11),
                    ClosedAt = Maybe<Instant>(reader, 12),
                    Version = reader.GetInt32(13),
                },
            });
        return incidents;
    }

    /// <summary>Parcels that a filter's search means, newest first, with or without a case.</summary>
    public async Task<IReadOnlyList<ParcelHit>> FindParcelsAsync(QueueFilter filter, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            select p.id, l.carrier, l.number, t.stage, p.destination_country,
                   (select string_agg(o.number, ', ' order by o.number) from tracking.purchase_parcel b join tracking.purchase o on o.id = b.purchase_id where b.parcel_id = p.id),
                   exists (select from tracking.work_case c where c.parcel_id = p.id and c.closed_at is null)
            from tracking.parcel p
            left join tracking.timeline t on t.parcel_id = p.id
            left join lateral (
              select m.carrier, m.number from tracking.leg m where m.parcel_id = p.id and m.detached_at is null
              order by m.number = @number desc nulls last, m.id desc limit 1) l on true
            where p.id in ({Found}) order by p.id desc limit @most
            """);
        FillSearch(command, filter);
        command.Parameters.AddWithValue("most", most);
        var hits = new List<ParcelHit>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            hits.Add(new ParcelHit
            {
                ParcelId = reader.GetInt64(0),
                Carrier = Text(reader, 1),
                Number = Text(reader, 2),
                Stage = Text(reader, 3),
                Destination = Text(reader, 4),
                Orders = Text(reader, 5),
                HasOpenCase = reader.GetBoolean(6),
            });
        return hits;
    }

    private void Fill(NpgsqlCommand command, QueueFilter filter)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        command.Parameters.AddWithValue("now", now);
        command.Parameters.AddWithValue("kinds", filter.Kinds.Select(kind => kind.ToString()).ToArray());
        command.Parameters.AddWithValue("severities", filter.Severities.Select(severity => severity.ToString()).ToArray());
        command.Parameters.AddWithValue("carriers", filter.Carriers.ToArray());
        command.Parameters.AddWithValue("destinations", filter.Destinations.ToArray());
        command.Parameters.AddWithValue("lanes", filter.Lanes.ToArray());
        command.Parameters.AddWithValue("facilities", filter.Facilities.ToArray());
        command.Parameters.AddWithValue("shops", filter.Shops.ToArray());
        command.Parameters.AddWithValue("overdue", filter.Overdue);
        command.Parameters.AddWithValue("states", filter.StatesAsked.Select(state => state.ToString()).ToArray());
        command.Parameters.AddWithValue("closed", filter.StatesAsked.Any(state => state.IsClosed()));
        command.Parameters.Add(Maybe("assignee", NpgsqlDbType.Text, filter.Assignee));
        command.Parameters.Add(Maybe("before", NpgsqlDbType.TimestampTz, filter.Days is { } days ? now - Duration.FromDays(days) : null));
        command.Parameters.AddWithValue("searching", !string.IsNullOrWhiteSpace(filter.Search) || filter.Buyer is not null);
        FillSearch(command, filter);
        FillInhibited(command);
    }

    private static void FillInhibited(NpgsqlCommand command) =>
        command.Parameters.AddWithValue("inhibited", IncidentStore.Inhibited.Select(kind => kind.ToString()).ToArray());

    private static void FillSearch(NpgsqlCommand command, QueueFilter filter)
    {
        var text = (filter.Search ?? "").Trim();
        var number = TrackingNumber.Find(text)?.Value;
        command.Parameters.Add(Maybe("number", NpgsqlDbType.Text, number));
        command.Parameters.Add(Maybe("prefix", NpgsqlDbType.Text, number is { Length: >= 6 } ? number : null));
        command.Parameters.AddWithValue("order", text.ToUpperInvariant());
        command.Parameters.AddWithValue("email", filter.Buyer is { } buyer ? Convert.FromHexString(buyer) : QueueSearch.BuyerKey(text));
        command.Parameters.Add(Maybe("parcel", NpgsqlDbType.Bigint, long.TryParse(text, out var id) ? id : null));
    }

    private static QueueRow Row(NpgsqlDataReader reader) => new()
    {
        CaseId = reader.GetInt64(0),
        Version = reader.GetInt32(1),
        ParcelId = reader.GetInt64(2),
        Kind = Enum.Parse<FindingKind>(reader.GetString(3)),
        Severity = Enum.Parse<Severity>(reader.GetString(4)),
        Sentence = Text(reader, 5) ?? "",
        Since = Maybe<Instant>(reader, 6),
        Carrier = Text(reader, 7),
        Number = Text(reader, 8),
        Origin = Text(reader, 9),
        Destination = Text(reader, 10),
        Value = Maybe<decimal>(reader, 11),
        Currency = Text(reader, 12),
        Tier = Text(reader, 13),
        State = Enum.Parse<CaseState>(reader.GetString(14)),
        Assignee = Text(reader, 15),
        SnoozedUntil = Maybe<Instant>(reader, 16),
        More = Math.Max(0, reader.GetInt32(17) - 1),
        DueAt = Maybe<Instant>(reader, 18),
        Chance = Maybe<double>(reader, 19),
        WakeOn = Text(reader, 20) is { } wakeOn ? Enum.Parse<WakeOn>(wakeOn) : null,
        Facility = Text(reader, 21),
        Shops = Text(reader, 22),
        Orders = Text(reader, 23),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? Maybe<T>(NpgsqlDataReader reader, int column) where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    private static NpgsqlParameter Maybe(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };
}
