using System.Security.Cryptography;
using System.Text;
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
    /// <summary>What a search text can mean, each by an index: a number, its beginning, an order, a buyer, a parcel.</summary>
    private const string Found = """
        select l.parcel_id from tracking.leg l where l.number = @number or (@prefix is not null and l.number like @prefix)
        union select b.parcel_id from tracking.purchase o join tracking.purchase_parcel b on b.purchase_id = o.id where upper(o.number) in (@order, '#' || @order)
        union select b.parcel_id from tracking.purchase o join tracking.purchase_parcel b on b.purchase_id = o.id where o.buyer_email_key = @email
        union select p.id from tracking.parcel p where p.id = @parcel
        """;

    /// <summary>A snooze that is over is no snooze.</summary>
    private const string State = "case when c.state = 'Snoozed' and c.snoozed_until <= @now then 'Open' else c.state end";

    /// <summary>Parcels of which nothing but their carrier's silence is known are held together by its incident, and listed when asked for.</summary>
    private const string OfKind = "case when cardinality(@kinds) = 0 then c.kind <> 'CarrierSilent' else c.kind = any(@kinds) end";

    /// <summary>Cases under all filters at once.</summary>
    private const string Matched = $"""
        matched as (
          select c.*, {State} as shown
          from tracking.work_case c join tracking.parcel p on p.id = c.parcel_id
          where (c.closed_at is null or @closed)
            and {State} = any(@states)
            and {OfKind}
            and (cardinality(@severities) = 0 or c.severity = any(@severities))
            and (cardinality(@destinations) = 0 or p.destination_country = any(@destinations))
            and (cardinality(@carriers) = 0 or exists (
              select from tracking.leg l where l.parcel_id = c.parcel_id and l.carrier = any(@carriers) and l.detached_at is null))
            and (@assignee is null or coalesce(c.assignee, 'nobody') = @assignee)
            and (@before is null or exists (
              select from tracking.finding f where f.parcel_id = c.parcel_id and f.kind = c.kind and f.cleared_at is null and f.since <= @before))
            and (not @searching or c.parcel_id in ({Found})))
        """;

    /// <summary>Rows <paramref name="skip"/> to <paramref name="skip"/> + <paramref name="take"/> of the filtered queue.</summary>
    public async Task<QueuePage> ListAsync(QueueFilter filter, int skip, int take, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with {Matched},
            page as (select * from matched order by rank desc, id limit @take offset @skip)
            select c.id, c.version, c.parcel_id, c.kind, c.severity, f.sentence, f.since, l.carrier, l.number,
                   coalesce(p.origin_country, t.document -> 'lane' ->> 'origin'), coalesce(p.destination_country, t.document -> 'lane' ->> 'destination'),
                   p.value_amount, p.value_currency, p.tier, c.shown, c.assignee, c.snoozed_until,
                   (select count(*) from tracking.finding o where o.parcel_id = c.parcel_id and o.cleared_at is null)::int
            from page c
            join tracking.parcel p on p.id = c.parcel_id
            left join tracking.timeline t on t.parcel_id = c.parcel_id
            left join lateral (
              select g.document ->> 'sentence' as sentence, g.since, g.subject from tracking.finding g where g.parcel_id = c.parcel_id and g.kind = c.kind
              order by (g.cleared_at is null) desc, g.severity = c.severity desc, g.since, g.id limit 1) f on true
            left join lateral (
              select m.carrier, m.number from tracking.leg m where m.parcel_id = c.parcel_id and m.detached_at is null
              order by m.number = f.subject desc nulls last, m.role = 'LastMile' desc, m.id desc limit 1) l on true
            order by c.rank desc, c.id;
            with {Matched} select count(*)::int from matched
            """);
        Fill(command, filter);
        command.Parameters.AddWithValue("skip", skip);
        command.Parameters.AddWithValue("take", take);
        var rows = new List<QueueRow>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            rows.Add(Row(reader));
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        return new QueuePage(rows, reader.GetInt32(0));
    }

    /// <summary>Counts for each choice of each filter, the other filters being as they are; closed states are not counted.</summary>
    public async Task<QueueFacets> CountAsync(QueueFilter filter, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with base as materialized (
              select c.parcel_id, c.kind, c.severity, coalesce(c.assignee, 'nobody') as assignee, p.destination_country as destination, {State} as state,
                     {OfKind} as of_kind,
                     cardinality(@severities) = 0 or c.severity = any(@severities) as of_severity,
                     cardinality(@destinations) = 0 or coalesce(p.destination_country = any(@destinations), false) as of_destination,
                     cardinality(@carriers) = 0 or exists (
                       select from tracking.leg l where l.parcel_id = c.parcel_id and l.carrier = any(@carriers) and l.detached_at is null) as of_carrier,
                     {State} = any(@states) as of_state,
                     @assignee is null or coalesce(c.assignee, 'nobody') = @assignee as of_assignee
              from tracking.work_case c join tracking.parcel p on p.id = c.parcel_id
              where (c.closed_at is null or (@closed and c.state = any(@states)))
                and (@before is null or exists (
                  select from tracking.finding f where f.parcel_id = c.parcel_id and f.kind = c.kind and f.cleared_at is null and f.since <= @before))
                and (not @searching or c.parcel_id in ({Found})))
            select 'kind', kind, count(*)::int from base where of_severity and of_destination and of_carrier and of_state and of_assignee group by kind
            union all
            select 'severity', severity, count(*)::int from base where of_kind and of_destination and of_carrier and of_state and of_assignee group by severity
            union all
            select 'destination', destination, count(*)::int from base
            where of_kind and of_severity and of_carrier and of_state and of_assignee and destination is not null group by destination
            union all
            select 'carrier', l.carrier, count(distinct b.parcel_id)::int from base b join tracking.leg l on l.parcel_id = b.parcel_id and l.detached_at is null
            where of_kind and of_severity and of_destination and of_state and of_assignee and l.carrier is not null group by l.carrier
            union all
            select 'state', state, count(*)::int from base where of_kind and of_severity and of_destination and of_carrier and of_assignee group by state
            union all
            select 'assignee', assignee, count(*)::int from base where of_kind and of_severity and of_destination and of_carrier and of_state group by assignee
            """);
        Fill(command, filter);
        var counts = new[] { "kind", "severity", "destination", "carrier", "state", "assignee" }.ToDictionary(facet => facet, _ => new Dictionary<string, int>());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            counts[reader.GetString(0)][reader.GetString(1)] = reader.GetInt32(2);
        return new QueueFacets
        {
            Kinds = counts["kind"],
            Severities = counts["severity"],
            Destinations = counts["destination"],
            Carriers = counts["carrier"],
            States = counts["state"],
            Assignees = counts["assignee"],
        };
    }

    /// <summary>Open incidents, oldest first.</summary>
    public async Task<IReadOnlyList<IncidentRow>> ListIncidentsAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select i.id, i.kind, i.subject, i.since, i.parcels, i.sentence,
                   c.id, c.state, c.assignee, c.snoozed_until, c.opened_at, c.changed_at, c.closed_at, c.version
            from tracking.incident i left join lateral (
              select * from tracking.work_case w where w.incident_id = i.id order by w.id desc limit 1) c on true
            where i.closed_at is null order by i.since, i.id
            """);
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

    /// <summary>Parcels that a search text means, newest first, with or without a case.</summary>
    public async Task<IReadOnlyList<ParcelHit>> FindParcelsAsync(string search, int most, CancellationToken cancel)
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
        FillSearch(command, search);
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
        command.Parameters.AddWithValue("states", filter.StatesAsked.Select(state => state.ToString()).ToArray());
        command.Parameters.AddWithValue("closed", filter.StatesAsked.Any(state => state.IsClosed()));
        command.Parameters.Add(Maybe("assignee", NpgsqlDbType.Text, filter.Assignee));
        command.Parameters.Add(Maybe("before", NpgsqlDbType.TimestampTz, filter.Days is { } days ? now - Duration.FromDays(days) : null));
        command.Parameters.AddWithValue("searching", !string.IsNullOrWhiteSpace(filter.Search));
        FillSearch(command, filter.Search ?? "");
    }

    private static void FillSearch(NpgsqlCommand command, string search)
    {
        var text = search.Trim();
        var number = TrackingNumber.Find(text)?.Value;
        command.Parameters.Add(Maybe("number", NpgsqlDbType.Text, number));
        command.Parameters.Add(Maybe("prefix", NpgsqlDbType.Text, number is { Length: >= 6 } ? number.Replace("_", @"\_") + "%" : null));
        command.Parameters.AddWithValue("order", text.ToUpperInvariant());
        command.Parameters.AddWithValue("email", SHA256.HashData(Encoding.UTF8.GetBytes(text.ToLowerInvariant())));
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
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? Maybe<T>(NpgsqlDataReader reader, int column) where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);

    private static NpgsqlParameter Maybe(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };
}
