using NodaTime;
using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>Who looks at which parcel now, over all nodes; each page says again that it is there, and one that stops saying so is gone.</summary>
public sealed class PresenceStore(NpgsqlDataSource database)
{
    /// <summary>A page that has not been heard of for so long is gone.</summary>
    public static readonly Duration Gone = Duration.FromSeconds(75);

    /// <summary>Says that a page is there, and whether somebody writes in it; whoever looks at the same parcel is woken where that is news.</summary>
    /// <param name="circuit">Tells apart the pages of one person.</param>
    public async Task SayAsync(long parcelId, Guid circuit, string person, bool writing, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with was as (select writing from tracking.presence where parcel_id = @parcel and circuit = @circuit and at > now() - @gone),
            said as (
              insert into tracking.presence (parcel_id, circuit, person, writing, at) values (@parcel, @circuit, @person, @writing, now())
              on conflict (parcel_id, circuit) do update set writing = excluded.writing, at = excluded.at returning 1)
            select pg_notify('{Wakes.Changed}', '') from said where (select writing from was) is distinct from @writing
            """);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.AddWithValue("circuit", circuit);
        command.Parameters.AddWithValue("person", person);
        command.Parameters.AddWithValue("writing", writing);
        command.Parameters.AddWithValue("gone", Gone);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A page was left; what is long gone goes with it.</summary>
    public async Task LeaveAsync(Guid circuit, CancellationToken cancel)
    {
        await using var command = database.CreateCommand($"""
            with gone as (delete from tracking.presence where circuit = @circuit or at < now() - 2 * @gone returning 1)
            select pg_notify('{Wakes.Changed}', '') where exists (select from gone)
            """);
        command.Parameters.AddWithValue("circuit", circuit);
        command.Parameters.AddWithValue("gone", Gone);
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Others who look at a parcel now, each once, and whether they write.</summary>
    public async Task<IReadOnlyList<Present>> ListOthersAsync(long parcelId, string person, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select person, bool_or(writing) from tracking.presence
            where parcel_id = @parcel and person <> @person and at > now() - @gone group by person order by person
            """);
        command.Parameters.AddWithValue("parcel", parcelId);
        command.Parameters.AddWithValue("person", person);
        command.Parameters.AddWithValue("gone", Gone);
        var others = new List<Present>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            others.Add(new(reader.GetString(0), reader.GetBoolean(1)));
        return others;
    }
}
