using NodaTime;
using Npgsql;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>Which cases belong together, such as those of two parcels lost in one accident; which parcel was sent in place of which is for <see cref="ReshipmentStore"/>. Both ends are told in both histories.</summary>
public sealed class CaseLinkStore(NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>The cases tied to this one, newest tie first.</summary>
    public async Task<IReadOnlyList<CaseLink>> ListAsync(long caseId, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select c.id, c.parcel_id,
                   (select l.number from tracking.leg l where l.parcel_id = c.parcel_id and l.detached_at is null order by l.role = 'LastMile' desc, l.id desc limit 1),
                   c.kind, c.state, k.by, k.at
            from (select high_id as other, by, at from tracking.case_link where low_id = @id union all select low_id, by, at from tracking.case_link where high_id = @id) k
            join tracking.work_case c on c.id = k.other order by k.at desc, c.id
            """);
        command.Parameters.AddWithValue("id", caseId);
        var links = new List<CaseLink>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            links.Add(new(reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2), reader.GetString(3),
                Enum.Parse<CaseState>(reader.GetString(4)), reader.GetString(5), reader.GetFieldValue<Instant>(6)));
        return links;
    }

    /// <summary>Ties a case to the newest one of a parcel; what is wrong in a sentence, or null when done or done already.</summary>
    public async Task<string?> LinkAsync(long caseId, long otherParcel, string by, CancellationToken cancel)
    {
        await using var find = database.CreateCommand("select max(id) from tracking.work_case where parcel_id = @parcel");
        find.Parameters.AddWithValue("parcel", otherParcel);
        if (await find.ExecuteScalarAsync(cancel) is not long other)
            return "Nothing was ever wrong with that parcel: it has no case.";
        if (other == caseId)
            return "That is this very case.";
        await WriteAsync("""
            with tied as (insert into tracking.case_link (low_id, high_id, by, at) values (least(@id, @other), greatest(@id, @other), @by, @now) on conflict do nothing returning low_id, high_id)
            insert into tracking.case_act (case_id, at, by, act, note)
            select low_id, @now, @by, 'linked', 'case ' || high_id from tied union all select high_id, @now, @by, 'linked', 'case ' || low_id from tied
            """, caseId, other, by, cancel);
        return null;
    }

    /// <summary>Unties two cases.</summary>
    public Task UnlinkAsync(long caseId, long other, string by, CancellationToken cancel) => WriteAsync("""
        with gone as (delete from tracking.case_link where low_id = least(@id, @other) and high_id = greatest(@id, @other) returning low_id, high_id)
        insert into tracking.case_act (case_id, at, by, act, note)
        select low_id, @now, @by, 'unlinked', 'case ' || high_id from gone union all select high_id, @now, @by, 'unlinked', 'case ' || low_id from gone
        """, caseId, other, by, cancel);

    private async Task WriteAsync(string sql, long caseId, long other, string by, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql + $"; select pg_notify('{Wakes.Changed}', '')");
        command.Parameters.AddWithValue("id", caseId);
        command.Parameters.AddWithValue("other", other);
        command.Parameters.AddWithValue("by", by);
        command.Parameters.AddWithValue("now", Instant.FromDateTimeOffset(clock.GetUtcNow()));
        await command.ExecuteNonQueryAsync(cancel);
    }
}
