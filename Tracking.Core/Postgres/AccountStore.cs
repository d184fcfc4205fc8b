using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Carriers' credentials and push secrets, encrypted under Data Protection.</summary>
public sealed partial class AccountStore(NpgsqlDataSource database, IDataProtectionProvider protection, ILogger<AccountStore> logger)
{
    private readonly IDataProtector _protector = protection.CreateProtector("tracking.account");

    /// <summary>All accounts that are not paused; one that no key opens is left out and logged.</summary>
    public async Task<IReadOnlyList<StoredAccount>> ListAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select carrier, base_address, cipher from tracking.account where paused_at is null order by carrier");
        var accounts = new List<StoredAccount>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            if (Open(reader) is { } account)
                accounts.Add(account);
        return accounts;
    }

    /// <summary>
    /// Keeps accounts made from configuration. The configuration wins over the row when it changes; a row that a person changed since
    /// stays until then.
    /// </summary>
    public async Task SeedAsync(IReadOnlyCollection<StoredAccount> configured, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        foreach (var account in configured.OrderBy(account => account.Carrier))
        {
            await using (var read = new NpgsqlCommand("select carrier, base_address, cipher from tracking.account where carrier = $1 for update", connection, transaction))
            {
                read.Parameters.Add(new() { Value = account.Carrier.Value });
                await using var reader = await read.ExecuteReaderAsync(cancel);
                if (await reader.ReadAsync(cancel) && Open(reader)?.SeededFrom == account.SeededFrom)
                    continue;
            }
            await using var write = new NpgsqlCommand("""
                insert into tracking.account (carrier, base_address, cipher) values ($1, $2, $3)
                on conflict (carrier) do update set base_address = excluded.base_address, cipher = excluded.cipher, changed_at = clock_timestamp()
                """, connection, transaction);
            write.Parameters.Add(new() { Value = account.Carrier.Value });
            write.Parameters.Add(new() { Value = (object?)account.BaseAddress ?? DBNull.Value });
            write.Parameters.Add(new() { Value = _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(account, TrackingJson.Options)) });
            await write.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Pauses every account, or ends all pauses: a paused one is neither asked nor believed.</summary>
    public async Task SetPausedAsync(bool paused, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update tracking.account set paused_at = case when $1 then coalesce(paused_at, now()) end");
        command.Parameters.Add(new() { Value = paused });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private StoredAccount? Open(NpgsqlDataReader reader)
    {
        try
        {
            var account = JsonSerializer.Deserialize<StoredAccount>(_protector.Unprotect(reader.GetFieldValue<byte[]>(2)), TrackingJson.Options)!;
            return account with { Settings = new Dictionary<string, string>(account.Settings, StringComparer.OrdinalIgnoreCase) };
        }
        catch (CryptographicException error)
        {
            Unopened(reader.GetString(0), error);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The account of {Carrier} cannot be opened: its Data Protection key is gone. Set its Carriers:{Carrier}:… again")]
    private partial void Unopened(string carrier, Exception error);
}
