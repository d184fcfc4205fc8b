using System.Text.Json;
using NodaTime;
using Npgsql;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>Reads parcels: as settled for those who look, and their whole history for <see cref="Settlement"/>.</summary>
public sealed class ParcelStore(NpgsqlDataSource database)
{
    private readonly LaneStore _lanes = new(database);

    /// <summary>The parcel as last settled, or null.</summary>
    public async Task<ParcelView?> FindAsync(long id, CancellationToken cancel) => (await ListAsync([id], cancel)).SingleOrDefault();

    /// <summary>The parcels of these ids as last settled, in order of their ids; those that do not exist are left out.</summary>
    public async Task<IReadOnlyList<ParcelView>> ListAsync(IReadOnlyCollection<long> ids, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var ordered = ids.Distinct().Order().ToArray();
        var timelines = new Dictionary<long, (Timeline Timeline, long Version, Instant At)>();
        var findings = ordered.ToDictionary(id => id, _ => new List<Finding>());
        var orders = ordered.ToDictionary(id => id, _ => new List<long>());
        var lanes = await _lanes.CurrentAsync(cancel);
        var now = Instant.MinValue;
        await using var command = new NpgsqlCommand($"""
            {ParcelsAndLegs("")};
            select parcel_id, document, version, settled_at from tracking.timeline where parcel_id = any(@ids);
            select parcel_id, document::text from tracking.finding where parcel_id = any(@ids) and cleared_at is null;
            select parcel_id, purchase_id from tracking.purchase_parcel where parcel_id = any(@ids) order by purchase_id;
            select now()
            """, connection);
        command.Parameters.AddWithValue("ids", ordered);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var histories = await ReadParcelsAsync(reader, cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            timelines[reader.GetInt64(0)] = (JsonSerializer.Deserialize<Timeline>(reader.GetString(1), TrackingJson.Options)!, reader.GetInt64(2), reader.GetFieldValue<Instant>(3));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            findings[reader.GetInt64(0)].Add(JsonSerializer.Deserialize<Finding>(reader.GetString(1), TrackingJson.Options)!);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            orders[reader.GetInt64(0)].Add(reader.GetInt64(1));
        await reader.NextResultAsync(cancel);
        if (await reader.ReadAsync(cancel))
            now = reader.GetFieldValue<Instant>(0);
        return [.. histories.Values.Select(history =>
        {
            var settled = timelines.TryGetValue(history.Parcel.Id, out var found);
            var (eta, noEta) = settled ? Eta.Of(found.Timeline, lanes, now) : (null, NoEta.NotMoving);
            return new ParcelView
            {
                Parcel = history.Parcel,
                Legs = history.Legs,
                Timeline = settled ? found.Timeline : Timeline.Of(history.Parcel, [.. history.Legs.Select(state => state.Leg)], [], [], []),
                Version = found.Version,
                Eta = eta,
                NoEta = noEta,
                Usual = settled ? UsualWait.Of(found.Timeline, lanes) : null,
                SettledAt = settled ? found.At : null,
                Findings = [.. findings[history.Parcel.Id].OrderByDescending(finding => finding.Severity).ThenBy(finding => finding.Since).ThenBy(finding => finding.Kind)],
                Orders = orders[history.Parcel.Id],
            };
        })];
    }

    /// <summary>The parcels, locked in order of their ids for the rest of the transaction, with all that was ever said of them.</summary>
    internal static async Task<SortedDictionary<long, ParcelHistory>> LockAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long[] ids, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"""
            {ParcelsAndLegs("for update of p")};
            select s.parcel_id, s.source, s.number, s.carrier, s.part, s.code, s.sub_code, s.wording, s.language, s.clock, s.wall_clock, s.place_said,
                   s.wire_id, s.received_at, s.trust, s.key, s.read_wire_id, s.superseded_at is not null, s.table_version, {ReadingColumns.Texts("s")}
            from tracking.statement s where s.parcel_id = any(@ids);
            select parcel_id, document::text from tracking.snapshot where parcel_id = any(@ids);
            select parcel_id, source, number, wire_id, received_at, oldest, left_out from tracking.full_answer where parcel_id = any(@ids);
            {OverrideStore.InForce}
            """, connection, transaction);
        command.Parameters.AddWithValue("ids", ids);
        await command.PrepareAsync(cancel);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var histories = await ReadParcelsAsync(reader, cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var said = SourcedEvent(reader);
            histories[reader.GetInt64(0)].Heard[said.Key] = new(said, reader.GetInt64(16), reader.GetBoolean(17));
        }
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            histories[reader.GetInt64(0)].Snapshots.Add(JsonSerializer.Deserialize<Snapshot>(reader.GetString(1), TrackingJson.Options)!);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            histories[reader.GetInt64(0)].Answers.Add(new FullAnswer
            {
                Source = new CarrierId(reader.GetString(1)),
                Number = TrackingNumber.Get(reader.GetString(2)),
                WireId = reader.GetInt64(3),
                ReceivedAt = reader.GetFieldValue<Instant>(4),
                Oldest = [.. reader.GetFieldValue<byte[][]>(5).Select(key => EventKey.FromBytes(key))],
                LeftOut = [.. reader.GetFieldValue<byte[][]>(6).Select(key => EventKey.FromBytes(key))],
            });
        await reader.NextResultAsync(cancel);
        foreach (var one in await OverrideStore.ReadAsync(reader, cancel))
            histories[one.ParcelId].Overrides.Add(one);
        return histories;
    }

    /// <summary>The parcels <c>@ids</c> and, as a second result, their legs.</summary>
    private static string ParcelsAndLegs(string locked) => $"""
        select id, registered_at, ordered_at, origin_country, destination_country, destination_postcode, promised_by, value_amount, value_currency, tier,
               exists (select from tracking.purchase_parcel m join tracking.purchase f on f.id = m.purchase_id where m.parcel_id = p.id and (f.incoterm = 'DDP' or f.tax_prepaid)),
               case when not p.arrived then p.arrived_said_at end
        from tracking.parcel p where id = any(@ids) order by id {locked};
        -- Parcel by parcel: where statistics lag, PostgreSQL would take few legs for attached and read the index of all that are.
        select l.parcel_id, l.carrier, l.number, l.role, l.added_at, l.added_by, l.tracks_until, l.asked_at, l.answered_at, l.not_found_since,
               case when l.outcome = 'Refused' then l.outcome_why end,
               exists (select from tracking.account a where a.carrier = l.carrier and a.base_address is not null and a.paused_at is null), l.detached_at is not null, l.id
        from unnest(@ids) as g(id) cross join lateral (select * from tracking.leg where parcel_id = g.id offset 0) l order by l.id
        """;

    private static async Task<SortedDictionary<long, ParcelHistory>> ReadParcelsAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        var histories = new SortedDictionary<long, ParcelHistory>();
        while (await reader.ReadAsync(cancel))
            histories[reader.GetInt64(0)] = new ParcelHistory(new Parcel
            {
                Id = reader.GetInt64(0),
                RegisteredAt = reader.GetFieldValue<Instant>(1),
                OrderedAt = Maybe<Instant>(reader, 2),
                Origin = Text(reader, 3),
                Destination = Text(reader, 4),
                DestinationPostcode = Text(reader, 5),
                PromisedBy = Maybe<LocalDate>(reader, 6),
                Value = Maybe<decimal>(reader, 7),
                Currency = Text(reader, 8),
                Tier = Text(reader, 9),
                DutyPaid = reader.GetBoolean(10),
                NotArrivedAt = Maybe<Instant>(reader, 11),
            });
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var (carrier, number) = (Text(reader, 1), TrackingNumber.Get(reader.GetString(2)));
            if (reader.GetBoolean(12))
            {
                histories[reader.GetInt64(0)].Detached.Add((number, carrier is null ? null : new CarrierId(carrier)));
                continue;
            }
            histories[reader.GetInt64(0)].Legs.Add(new LegState
            {
                Id = reader.GetInt64(13),
                Leg = new Leg
                {
                    Carrier = new CarrierId(carrier ?? Leg.Undecided),
                    Number = number,
                    Role = Enum.Parse<LegRole>(reader.GetString(3)),
                    AddedAt = reader.GetFieldValue<Instant>(4),
                    AddedBy = reader.GetString(5),
                    TracksUntil = Text(reader, 6) ?? S10.Find(number)?.TracksUntil,
                },
                LastAskedAt = Maybe<Instant>(reader, 7),
                LastAnsweredAt = Maybe<Instant>(reader, 8),
                NotFoundSince = Maybe<Instant>(reader, 9),
                Refusal = Text(reader, 10),
                CanBeAsked = reader.GetBoolean(11),
            });
        }
        return histories;
    }

    private static SourcedEvent SourcedEvent(NpgsqlDataReader reader) => new()
    {
        Event = new TrackingEvent
        {
            Said = new Statement
            {
                Source = new CarrierId(reader.GetString(1)),
                Number = TrackingNumber.Get(reader.GetString(2)),
                Carrier = Text(reader, 3),
                Part = Text(reader, 4),
                Code = Text(reader, 5),
                SubCode = Text(reader, 6),
                Wording = Text(reader, 7),
                Language = Text(reader, 8),
                Clock = reader.GetString(9),
                WallClock = reader.GetString(10),
                PlaceSaid = Text(reader, 11),
            },
            Read = ReadingColumns.Read(reader, 19, reader.GetString(18)),
            Key = EventKey.FromBytes(reader.GetFieldValue<byte[]>(15)),
        },
        WireId = reader.GetInt64(12),
        ReceivedAt = reader.GetFieldValue<Instant>(13),
        Trust = Enum.Parse<Trust>(reader.GetString(14)),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static T? Maybe<T>(NpgsqlDataReader reader, int column) where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}
