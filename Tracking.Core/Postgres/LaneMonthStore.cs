using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Lanes;

namespace Tracking.Core.Postgres;

/// <summary>What became of parcels by carrier, lane and month, as counted in the last night.</summary>
public sealed class LaneMonthStore(NpgsqlDataSource database)
{
    /// <summary>All lanes with the parcels on them, busiest first.</summary>
    public async Task<IReadOnlyList<(string Origin, string Destination, long Parcels)>> LanesAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select origin, destination, sum(counts[1])::bigint from tracking.lane_month group by 1, 2 order by 3 desc, 1, 2");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var lanes = new List<(string, string, long)>();
        while (await reader.ReadAsync(cancel))
            lanes.Add((reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        return lanes;
    }

    /// <summary>The months from <paramref name="since"/> on, of one lane or of all, in the order of carrier, lane and month.</summary>
    public async Task<IReadOnlyList<LaneMonthRow>> ListAsync((string Origin, string Destination)? lane, LocalDate? since, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select carrier, origin, destination, month, counts, entered, delivered, last_heard from tracking.lane_month
            where ($1 is null or origin = $1 and destination = $2) and ($3 is null or month >= $3) order by carrier, origin, destination, month
            """);
        command.Parameters.Add(new() { Value = (object?)lane?.Origin ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)lane?.Destination ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)since ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<LaneMonthRow>();
        while (await reader.ReadAsync(cancel))
            rows.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<LocalDate>(3), new()
            {
                Counts = reader.GetFieldValue<int[]>(4),
                Entered = reader.GetFieldValue<int[]>(5),
                Delivered = reader.GetFieldValue<int[]>(6),
                LastHeard = reader.GetFieldValue<int[]>(7),
            }));
        return rows;
    }

    /// <summary>Keeps a report in place of the one before.</summary>
    internal static async Task WriteAsync(NpgsqlConnection connection, LaneReport report, CancellationToken cancel)
    {
        await using (var command = new NpgsqlCommand("delete from tracking.lane_month", connection))
            await command.ExecuteNonQueryAsync(cancel);
        await using var copy = await connection.BeginBinaryImportAsync("copy tracking.lane_month (carrier, origin, destination, month, counts, entered, delivered, last_heard) from stdin (format binary)", cancel);
        foreach (var ((key, month), counted) in report.Months)
        {
            await copy.StartRowAsync(cancel);
            foreach (var text in (string[])[key.Carrier, key.Origin, key.Destination])
                await copy.WriteAsync(text, NpgsqlDbType.Text, cancel);
            await copy.WriteAsync(month, NpgsqlDbType.Date, cancel);
            foreach (var table in (int[][])[counted.Counts, counted.Entered, counted.Delivered, counted.LastHeard])
                await copy.WriteAsync(table, NpgsqlDbType.Array | NpgsqlDbType.Integer, cancel);
        }
        await copy.CompleteAsync(cancel);
    }
}
