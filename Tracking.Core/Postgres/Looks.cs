using NodaTime;
using Npgsql;
using Tracking.Core.Findings;

namespace Tracking.Core.Postgres;

/// <summary>What people can look at in a day: of the parcels that chance and value make an exception, the dearest first, so many for each agent.</summary>
internal static class Looks
{
    private const long Lock = 0x6C6F6F6B73;
    private static readonly Duration Morning = Duration.FromHours(1);

    /// <summary>Gives looks to those that ask for one and have none yet; returns until when each of the others waits.</summary>
    /// <param name="asking">Parcels with findings that were weighed.</param>
    /// <param name="perAgent">For each person who worked a case within the last two weeks; for one where nobody did.</param>
    public static async Task<IReadOnlyDictionary<long, Instant>> GiveAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<(long Parcel, IReadOnlyList<Finding> Weighed)> asking, int perAgent, Instant now, CancellationToken cancel)
    {
        var given = new HashSet<(long, Instant)>();
        await using (var known = new NpgsqlCommand("select parcel_id, since from tracking.look where parcel_id = any($1)", connection, transaction))
        {
            known.Parameters.Add(new() { Value = asking.Select(one => one.Parcel).ToArray() });
            await using var reader = await known.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                given.Add((reader.GetInt64(0), reader.GetFieldValue<Instant>(1)));
        }
        var fresh = asking.Where(one => !one.Weighed.Any(finding => given.Contains((one.Parcel, Kept(finding.Since))))).OrderByDescending(one => WorthOf(one.Weighed)).ThenBy(one => one.Parcel).ToList();
        if (fresh.Count == 0)
            return new Dictionary<long, Instant>();
        var day = now.InUtc().Date;
        // Parcels are locked before this, and nothing after it waits for another's parcels: one at a time, no deadlock.
        await using var count = new NpgsqlCommand("""
            select pg_advisory_xact_lock(@lock);
            select (select count(*) from tracking.look where day = @day),
                   (select count(distinct by) from tracking.case_act where at > @since and by <> 'rules')
            """, connection, transaction);
        count.Parameters.AddWithValue("lock", Lock);
        count.Parameters.AddWithValue("day", day);
        count.Parameters.AddWithValue("since", now - Duration.FromDays(14));
        long left;
        await using (var reader = await count.ExecuteReaderAsync(cancel))
        {
            await reader.NextResultAsync(cancel);
            await reader.ReadAsync(cancel);
            left = Math.Max(0, perAgent * Math.Max(1, reader.GetInt64(1)) - reader.GetInt64(0));
        }
        var today = fresh.Take((int)Math.Min(left, int.MaxValue)).ToList();
        if (today.Count > 0)
        {
            await using var give = new NpgsqlCommand("insert into tracking.look (parcel_id, since, day) select parcel, since, $3 from unnest($1, $2) as g(parcel, since) on conflict do nothing", connection, transaction);
            give.Parameters.Add(new() { Value = today.Select(one => one.Parcel).ToArray() });
            give.Parameters.Add(new() { Value = today.Select(one => one.Weighed.Min(finding => finding.Since)).ToArray() });
            give.Parameters.Add(new() { Value = day });
            await give.ExecuteNonQueryAsync(cancel);
        }
        // The sweep takes what is due first: tomorrow too, the dearest comes first.
        var tomorrow = day.PlusDays(1).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant();
        return fresh.Skip(today.Count).ToDictionary(one => one.Parcel, one => tomorrow + Morning / (1 + WorthOf(one.Weighed)));
    }

    /// <summary>How many looks the expected loss pays for; one where it is unknown.</summary>
    private static double WorthOf(IReadOnlyList<Finding> weighed) =>
        weighed.Max(finding => finding.Why?.Stake is { LookCost: > 0 } stake ? (double)(stake.Expected / stake.LookCost) : 1);

    /// <summary>As PostgreSQL keeps it, to the microsecond.</summary>
    private static Instant Kept(Instant at) => Instant.FromUnixTimeTicks(at.ToUnixTimeTicks() / 10 * 10);
}
