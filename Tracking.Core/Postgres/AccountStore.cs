using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Carriers' credentials and push secrets, encrypted under Data Protection.</summary>
public sealed partial class AccountStore(NpgsqlDataSource database, IDataProtectionProvider protection, ILogger<AccountStore> logger)
{
    private readonly IDataProtector _protector = protection.CreateProtector("tracking.account");

    /// <summary>All accounts; one that no key opens is left out and logged.</summary>
    public async Task<IReadOnlyList<StoredAccount>> ListAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select carrier, base_address, cipher, paused_at is not null from tracking.account order by carrier");
        var accounts = new List<StoredAccount>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            if (Open(reader) is { } account)
                accounts.Add(account with { IsPaused = reader.GetBoolean(3) });
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

    /// <summary>Pauses every account that no person paused, or ends those pauses: a paused one is not asked; what it pushes is proven and kept as ever.</summary>
    public async Task SetPausedAsync(bool paused, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("update tracking.account set paused_at = case when $1 then coalesce(paused_at, now()) end where paused_by is null");
        command.Parameters.Add(new() { Value = paused });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Pauses one account in the name of a person; false where it is paused already, or there is none.</summary>
    public async Task<bool> PauseAsync(CarrierId carrier, string by, string why, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with paused as (update tracking.account set paused_at = now(), paused_by = $2, paused_why = $3 where carrier = $1 and paused_at is null returning carrier)
            insert into tracking.account_act (carrier, by, act, why) select carrier, $2, 'paused', $3 from paused
            """);
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = why });
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>How an account is paused; null where it is not, or there is none.</summary>
    public async Task<AccountPause?> FindPauseAsync(CarrierId carrier, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select paused_at, paused_by, paused_why from tracking.account where carrier = $1 and paused_at is not null");
        command.Parameters.Add(new() { Value = carrier.Value });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) ? new(reader.GetFieldValue<Instant>(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetString(2)) : null;
    }

    /// <summary>Ends a pause; false where it was not paused.</summary>
    public async Task<bool> ResumeAsync(CarrierId carrier, string by, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            with resumed as (update tracking.account set paused_at = null, paused_by = null, paused_why = null where carrier = $1 and paused_at is not null returning carrier)
            insert into tracking.account_act (carrier, by, act) select carrier, $2, 'resumed' from resumed
            """);
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = by });
        return await command.ExecuteNonQueryAsync(cancel) == 1;
    }

    /// <summary>An account without what is secret in it; null where there is none, or no key opens it.</summary>
    public async Task<AccountShape?> DescribeAsync(CarrierId carrier, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select carrier, base_address, cipher from tracking.account where carrier = $1");
        command.Parameters.Add(new() { Value = carrier.Value });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel) && Open(reader) is { } account ? AccountShape.Of(account) : null;
    }

    /// <summary>Changes an account, or makes it, in the name of a person; what was changed is noted by name, never by value.</summary>
    /// <exception cref="ArgumentException">The change has a <see cref="AccountChange.Problem"/>.</exception>
    public async Task ChangeAsync(CarrierId carrier, AccountChange change, string by, Instant now, CancellationToken cancel)
    {
        if (change.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(change));
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        StoredAccount? before = null;
        await using (var read = new NpgsqlCommand("select carrier, base_address, cipher from tracking.account where carrier = $1 for update", connection, transaction))
        {
            read.Parameters.Add(new() { Value = carrier.Value });
            await using var reader = await read.ExecuteReaderAsync(cancel);
            if (await reader.ReadAsync(cancel))
                before = Open(reader);
        }
        await using var write = new NpgsqlCommand("""
            with kept as (
              insert into tracking.account (carrier, base_address, cipher) values ($1, $2, $3)
              on conflict (carrier) do update set base_address = excluded.base_address, cipher = excluded.cipher, changed_at = clock_timestamp())
            insert into tracking.account_act (carrier, by, act) values ($1, $4, $5)
            """, connection, transaction);
        var after = change.After(carrier, before, now);
        write.Parameters.Add(new() { Value = carrier.Value });
        write.Parameters.Add(new() { Value = (object?)after.BaseAddress ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        write.Parameters.Add(new() { Value = _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(after, TrackingJson.Options)) });
        write.Parameters.Add(new() { Value = by });
        write.Parameters.Add(new() { Value = change.Act(before) });
        await write.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>Notes what somebody did to an account.</summary>
    public async Task NoteAsync(CarrierId carrier, string by, string act, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("insert into tracking.account_act (carrier, by, act) values ($1, $2, $3)");
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = by });
        command.Parameters.Add(new() { Value = act });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>What people did to an account, newest first.</summary>
    public async Task<IReadOnlyList<AccountAct>> ListActsAsync(CarrierId carrier, int most, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select at, by, act, why from tracking.account_act where carrier = $1 order by id desc limit $2");
        command.Parameters.Add(new() { Value = carrier.Value });
        command.Parameters.Add(new() { Value = most });
        var acts = new List<AccountAct>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            acts.Add(new AccountAct(reader.GetFieldValue<Instant>(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        return acts;
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
