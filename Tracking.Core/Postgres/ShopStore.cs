using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Shops and the keys under which they call the API; of a key only its SHA-256 is kept.</summary>
public sealed class ShopStore(NpgsqlDataSource database)
{
    /// <summary>The shop of this name; made where it is not there, else given the support link and the zone where these are said. A new shop without a zone keeps UTC.</summary>
    public async Task<Shop> EnsureAsync(string name, string? supportUrl, string? zone, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            insert into tracking.shop as s (name, support_url, zone) values ($1, $2, coalesce($3, 'UTC'))
            on conflict (name) do update set support_url = coalesce(excluded.support_url, s.support_url), zone = coalesce($3, s.zone)
            returning id, name, support_url, zone
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = (object?)supportUrl ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)zone ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return Shop(reader, 0);
    }

    /// <summary>A new key of a shop: <c>ptk_</c> and 256 random bits. It cannot be shown again.</summary>
    public async Task<string> CreateKeyAsync(long shop, CancellationToken cancel)
    {
        var key = "ptk_" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var command = database.CreateCommand("insert into tracking.api_key (shop_id, prefix, hash) values ($1, $2, $3)");
        command.Parameters.Add(new() { Value = shop });
        command.Parameters.Add(new() { Value = key[..10] });
        command.Parameters.Add(new() { Value = HashOf(key) });
        await command.ExecuteNonQueryAsync(cancel);
        return key;
    }

    /// <summary>Revokes a shop's keys that begin with <paramref name="prefix"/>, at least the ten letters that are kept of each; how many.</summary>
    public async Task<int> RevokeKeysAsync(long shop, string prefix, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            update tracking.api_key set revoked_at = clock_timestamp() where shop_id = $1 and prefix = left($2, 10) and revoked_at is null
            """);
        command.Parameters.Add(new() { Value = shop });
        command.Parameters.Add(new() { Value = prefix });
        return await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>The shop a key belongs to, or null where no key that is valid reads like that.</summary>
    public async Task<Shop?> FindByKeyAsync(string key, CancellationToken cancel)
    {
        var hash = HashOf(key);
        await using var command = database.CreateCommand("""
            with used as (
              update tracking.api_key set used_at = clock_timestamp()
              where hash = $1 and revoked_at is null and (used_at is null or used_at < clock_timestamp() - interval '1 minute'))
            select k.hash, s.id, s.name, s.support_url, s.zone
            from tracking.api_key k join tracking.shop s on s.id = k.shop_id where k.hash = $1 and k.revoked_at is null
            """);
        command.Parameters.Add(new() { Value = hash });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) && CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(0), hash) ? Shop(reader, 1) : null;
    }

    /// <summary>From the columns id, name, support_url, zone.</summary>
    internal static Shop Shop(NpgsqlDataReader reader, int first) => new()
    {
        Id = reader.GetInt64(first),
        Name = reader.GetString(first + 1),
        SupportUrl = reader.IsDBNull(first + 2) ? null : reader.GetString(first + 2),
        Zone = reader.GetString(first + 3),
    };

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
