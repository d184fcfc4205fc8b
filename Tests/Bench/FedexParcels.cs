using Npgsql;

namespace Tracking.Bench;

/// <summary>Parcels by the thousand, faster than orders make them.</summary>
internal static class FedexParcels
{
    /// <summary>Registers a parcel with one leg for each number; their ids by number.</summary>
    public static async Task<Dictionary<string, long>> RegisterAsync(NpgsqlDataSource database, string[] numbers, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with given as (select tracking.next_parcel_id() as id, number from unnest($1) as g(number)),
            parcels as (insert into tracking.parcel (id, destination_country, registered_at) select id, 'US', now() - interval '20 days' from given),
            legs as (insert into tracking.leg (parcel_id, carrier, number, role) select id, 'fedex', number, 'WholeWay' from given)
            select number, id from given
            """);
        command.Parameters.Add(new() { Value = numbers });
        var ids = new Dictionary<string, long>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            ids[reader.GetString(0)] = reader.GetInt64(1);
        return ids;
    }
}
