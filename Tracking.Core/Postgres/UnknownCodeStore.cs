using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace Tracking.Core.Postgres;

/// <summary>The codes that no carrier's table has: they are kept, counted and never guessed.</summary>
public sealed class UnknownCodeStore(NpgsqlDataSource database)
{
    /// <summary>The statements that no table had a row for.</summary>
    private const string Unknown = "from tracking.statement s where s.mapping = 'unknown' and s.superseded_at is null";

    private const string Key = "md5(coalesce(s.code, '') || chr(31) || coalesce(s.sub_code, '') || chr(31) || case when s.code is null then coalesce(s.wording, '') else '' end)";

    private const string Columns = $"""
        {Key} as named, s.source, s.code, s.sub_code, (array_agg(s.wording order by s.received_at desc))[1] as wording,
        count(*)::int as times, count(distinct s.parcel_id)::int as parcels, min(s.received_at) as first_at, max(s.received_at) as last_at
        """;

    /// <summary>A page of them, the most frequent first, and how many there are.</summary>
    /// <param name="source">A carrier's id; null for all.</param>
    /// <param name="search">A part of a code or of its words, in any case; null for all.</param>
    public async Task<(IReadOnlyList<UnknownCode> Codes, int Total)> ListAsync(string? source, string? search, int skip, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with found as (
              select {Columns} {Unknown} and ($1 is null or s.source = $1)
                and ($2 is null or s.code ilike $2 or s.sub_code ilike $2 or s.wording ilike $2)
              group by named, s.source, s.code, s.sub_code)
            select *, count(*) over ()::int from found order by times desc, source, code, named offset $3 limit $4
            """);
        command.Parameters.Add(new() { Value = (object?)source ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = string.IsNullOrWhiteSpace(search) ? DBNull.Value : $"%{Plain(search.Trim())}%", NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = skip });
        command.Parameters.Add(new() { Value = most });
        var codes = new List<UnknownCode>();
        var total = 0;
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            codes.Add(Read(reader));
            total = reader.GetInt32(9);
        }
        return (codes, total);
    }

    /// <summary>One by its carrier and key; null where no reading lacks a row for it any more.</summary>
    public async Task<UnknownCode?> FindAsync(string source, string key, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"select {Columns} {Unknown} and s.source = $1 and {Key} = $2 group by named, s.source, s.code, s.sub_code");
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = key });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? Read(reader) : null;
    }

    /// <summary>The parcels of which it was said, by id, newest first, those before one.</summary>
    public async Task<IReadOnlyList<UnknownCodeExample>> ListExamplesAsync(string source, string key, long before, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with said as (
              select distinct on (s.parcel_id) s.parcel_id, s.number, s.wording, s.clock, s.place_said, s.received_at, count(*) over (partition by s.parcel_id)::int as times
              {Unknown} and s.source = $1 and {Key} = $2 and s.parcel_id < $3
              order by s.parcel_id desc, s.received_at desc limit $4)
            select g.parcel_id, g.number, t.stage, g.wording, g.clock, g.place_said, g.times, g.received_at
            from said g left join tracking.timeline t on t.parcel_id = g.parcel_id order by g.parcel_id desc
            """);
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = most });
        var examples = new List<UnknownCodeExample>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            examples.Add(new UnknownCodeExample(reader.GetInt64(0), reader.GetString(1), Text(reader, 2), Text(reader, 3), reader.GetString(4), Text(reader, 5), reader.GetInt32(6), reader.GetFieldValue<Instant>(7)));
        return examples;
    }

    /// <summary>When a code was first said to us; null where it never was. For the words of a carrier without codes give them as <paramref name="code"/>.</summary>
    /// <param name="sub">Empty for any.</param>
    public async Task<Instant?> FirstSaidAsync(string source, string code, string sub, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select min(received_at) from tracking.statement
            where source = $1 and (upper(code) = upper($2) or code is null and upper(wording) like upper($4) || '%') and ($3 = '' or upper(sub_code) = upper($3))
            """);
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = code });
        command.Parameters.Add(new() { Value = sub });
        command.Parameters.Add(new() { Value = Plain(code) });
        return await command.ExecuteScalarAsync(cancel) is Instant at ? at : null;
    }

    private static string Plain(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static UnknownCode Read(NpgsqlDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), Text(reader, 2), Text(reader, 3), Text(reader, 4), reader.GetInt32(5), reader.GetInt32(6), reader.GetFieldValue<Instant>(7), reader.GetFieldValue<Instant>(8));

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
