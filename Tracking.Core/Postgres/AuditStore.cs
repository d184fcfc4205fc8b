using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Reads what people did, whichever table keeps it, newest first.</summary>
public sealed class AuditStore(NpgsqlDataSource database)
{
    /// <summary>What acts are done to.</summary>
    public static readonly IReadOnlyList<string> Sources = ["case", "parcel", "carrier", "code", "evidence", "message", "person", "playbook", "replay"];

    /// <summary>The acts under a filter that are older than one of them.</summary>
    /// <param name="before">The last line of the page before; null for the first page.</param>
    public async Task<IReadOnlyList<AuditLine>> ListAsync(AuditFilter filter, AuditLine? before, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with meant as materialized (
              select l.parcel_id from tracking.leg l where l.number = @number
              union select b.parcel_id from tracking.purchase o join tracking.purchase_parcel b on b.purchase_id = o.id where @order <> '' and upper(o.number) in (@order, '#' || @order)
              union select p.id from tracking.parcel p where p.id = @parcel),
            page as (
              select a.* from tracking.audit a
              where (@by is null or a.by ilike @by) and (@source is null or a.source = @source)
                and (@from is null or a.at >= @from) and (@to is null or a.at < @to)
                and (@before_at is null or (a.at, a.source, a.id) < (@before_at, @before_source, @before_id))
                and (@text is null or a.act ilike @text or a.subject ilike @text or a.why ilike @text or a.before ilike @text or a.after ilike @text
                  or a.parcel_id in (select parcel_id from meant)
                  or a.case_id in (select c.id from tracking.work_case c where c.parcel_id in (select parcel_id from meant)))
              order by a.at desc, a.source desc, a.id desc limit @most)
            select a.at, a.source, a.id, a.by, a.act, a.subject, coalesce(a.parcel_id, c.parcel_id), c.incident_id, a.before, a.after, a.why
            from page a left join tracking.work_case c on c.id = a.case_id order by a.at desc, a.source desc, a.id desc
            """);
        var text = filter.Text?.Trim();
        command.Parameters.Add(Maybe("by", NpgsqlDbType.Text, Part(filter.By)));
        command.Parameters.Add(Maybe("source", NpgsqlDbType.Text, filter.Source));
        command.Parameters.Add(Maybe("text", NpgsqlDbType.Text, Part(text)));
        command.Parameters.Add(Maybe("number", NpgsqlDbType.Text, TrackingNumber.Find(text ?? "")?.Value));
        command.Parameters.AddWithValue("order", text?.ToUpperInvariant() ?? "");
        command.Parameters.Add(Maybe("parcel", NpgsqlDbType.Bigint, long.TryParse(text, out var id) ? id : null));
        command.Parameters.Add(Maybe("from", NpgsqlDbType.TimestampTz, filter.From?.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant()));
        command.Parameters.Add(Maybe("to", NpgsqlDbType.TimestampTz, filter.To?.PlusDays(1).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant()));
        command.Parameters.Add(Maybe("before_at", NpgsqlDbType.TimestampTz, before?.At));
        command.Parameters.Add(Maybe("before_source", NpgsqlDbType.Text, before?.Source));
        command.Parameters.Add(Maybe("before_id", NpgsqlDbType.Bigint, before?.Id));
        command.Parameters.AddWithValue("most", most);
        var lines = new List<AuditLine>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            lines.Add(new AuditLine
            {
                At = reader.GetFieldValue<Instant>(0),
                Source = reader.GetString(1),
                Id = reader.GetInt64(2),
                By = reader.GetString(3),
                Act = reader.GetString(4),
                Subject = Text(reader, 5),
                ParcelId = reader.IsDBNull(6) ? null : reader.GetInt64(6),
                IncidentId = reader.IsDBNull(7) ? null : reader.GetInt64(7),
                Before = Text(reader, 8),
                After = Text(reader, 9),
                Why = Text(reader, 10),
            });
        return lines;
    }

    /// <summary>A pattern for whatever contains a text, taken as it is.</summary>
    private static string? Part(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : "%" + text.Trim().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal) + "%";

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static NpgsqlParameter Maybe(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };
}
