using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
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
            returning id, name, support_url, zone, brand::text
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = (object?)supportUrl ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)zone ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return Shop(reader, 0);
    }

    /// <summary>All shops, by name.</summary>
    public async Task<IReadOnlyList<Shop>> ListAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select id, name, support_url, zone, brand::text from tracking.shop order by name");
        var shops = new List<Shop>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            shops.Add(Shop(reader, 0));
        return shops;
    }

    /// <summary>The carriers that know numbers of this shop's newest five hundred orders.</summary>
    public async Task<IReadOnlyList<CarrierId>> ListCarriersAsync(long shop, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select distinct l.carrier from (select id from tracking.purchase where shop_id = $1 order by id desc limit 500) p
            join tracking.purchase_parcel pp on pp.purchase_id = p.id join tracking.leg l on l.parcel_id = pp.parcel_id
            where l.carrier is not null and l.outcome = 'Tracked' and l.detached_at is null
            """);
        command.Parameters.Add(new() { Value = shop });
        var carriers = new List<CarrierId>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            carriers.Add(new CarrierId(reader.GetString(0)));
        return carriers;
    }

    /// <summary>Gives a shop this support link and this look; its logo stays.</summary>
    public async Task<Shop> DressAsync(long shop, string? supportUrl, Brand brand, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update tracking.shop set support_url = $2, brand = jsonb_set($3::jsonb, '{logo}', coalesce(brand->'logo', 'null')) where id = $1 returning id, name, support_url, zone, brand::text");
        command.Parameters.Add(new() { Value = shop });
        command.Parameters.Add(new() { Value = (object?)supportUrl ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(brand, TrackingJson.Options) });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return Shop(reader, 0);
    }

    /// <summary>Gives a shop this logo, or none.</summary>
    public async Task<Shop> ShowAsync(long shop, Logo? logo, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand("""
            insert into tracking.logo (name, image) select @name, @image where @name is not null on conflict (name) do nothing;
            update tracking.shop set brand = brand || jsonb_build_object('logo', @name) where id = @shop returning id, name, support_url, zone, brand::text;
            delete from tracking.logo l where not exists (select from tracking.shop s where s.brand->>'logo' = l.name)
            """, connection, transaction);
        command.Parameters.AddWithValue("shop", shop);
        command.Parameters.Add(new("name", NpgsqlTypes.NpgsqlDbType.Text) { Value = (object?)logo?.Name ?? DBNull.Value });
        command.Parameters.Add(new("image", NpgsqlTypes.NpgsqlDbType.Bytea) { Value = (object?)logo?.Image ?? DBNull.Value });
        Shop dressed;
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            await reader.ReadAsync(cancel);
            dressed = Shop(reader, 0);
        }
        await transaction.CommitAsync(cancel);
        return dressed;
    }

    /// <summary>The picture of a logo's name; null where no shop shows it.</summary>
    public async Task<byte[]?> FindLogoAsync(string name, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select image from tracking.logo where name = $1");
        command.Parameters.Add(new() { Value = name });
        return (byte[]?)await command.ExecuteScalarAsync(cancel);
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
            select k.hash, s.id, s.name, s.support_url, s.zone, s.brand::text
            from tracking.api_key k join tracking.shop s on s.id = k.shop_id where k.hash = $1 and k.revoked_at is null
            """);
        command.Parameters.Add(new() { Value = hash });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) && CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(0), hash) ? Shop(reader, 1) : null;
    }

    /// <summary>From the columns id, name, support_url, zone and brand as text.</summary>
    internal static Shop Shop(NpgsqlDataReader reader, int first) => new()
    {
        Id = reader.GetInt64(first),
        Name = reader.GetString(first + 1),
        SupportUrl = reader.IsDBNull(first + 2) ? null : reader.GetString(first + 2),
        Zone = reader.GetString(first + 3),
        Brand = JsonSerializer.Deserialize<Brand>(reader.GetString(first + 4), TrackingJson.Options)!,
    };

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
