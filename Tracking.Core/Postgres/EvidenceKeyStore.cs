using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Npgsql;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>The keys that sign evidence packs: one signs, those before it only prove; private halves are encrypted under Data Protection.</summary>
public sealed class EvidenceKeyStore(NpgsqlDataSource database, IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("tracking.evidence");

    /// <summary>All public keys that ever signed, the present one first; the first is made here, where there is none yet.</summary>
    public async Task<IReadOnlyList<EvidenceKey>> ListAsync(CancellationToken cancel)
    {
        await MakeAsync(cancel);
        await using var command = database.CreateCommand("select public_key, made_at, retired_at from tracking.evidence_key order by retired_at desc nulls first, made_at desc");
        var keys = new List<EvidenceKey>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            keys.Add(EvidenceKey.Of(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<Instant>(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<Instant>(2)));
        return keys;
    }

    /// <summary>Packs files under a manifest that the present key signs; one that can be opened no more is retired first, and still proves what it signed.</summary>
    /// <returns>The ZIP, and the SHA-256 of its manifest with the id of the key.</returns>
    public async Task<(byte[] Pack, byte[] Hash, string Key)> SealAsync(IReadOnlyCollection<EvidenceFile> files, EvidenceManifest head, CancellationToken cancel)
    {
        await MakeAsync(cancel);
        using var key = await FindPrivateAsync(cancel);
        if (key is null)
            await RotateAsync(cancel);
        using var fresh = key is null ? await FindPrivateAsync(cancel) : null;
        var signer = key ?? fresh ?? throw new InvalidOperationException("No key opens the private half that was just made: check the Data Protection keys in tracking.data_key.");
        var id = EvidenceKey.Of(signer.ExportSubjectPublicKeyInfo()).Id;
        var manifest = head.Of(files, id).ToBytes();
        var signature = signer.SignData(manifest, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return (EvidencePack.Seal(files, manifest, signature), SHA256.HashData(manifest), id);
    }

    /// <summary>Retires the present key and makes another. What the old one signed stays verifiable: its public half is published for ever.</summary>
    public async Task RotateAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using (var retire = new NpgsqlCommand("update tracking.evidence_key set retired_at = clock_timestamp() where retired_at is null", connection, transaction))
            await retire.ExecuteNonQueryAsync(cancel);
        await InsertAsync(connection, transaction, cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>The key that signs; null where its private half can be opened no more, as after Data Protection's keys were lost.</summary>
    private async Task<ECDsa?> FindPrivateAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select cipher from tracking.evidence_key where retired_at is null");
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(_protector.Unprotect((byte[])(await command.ExecuteScalarAsync(cancel))!), out _);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    private async Task MakeAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var there = new NpgsqlCommand("select exists (select from tracking.evidence_key where retired_at is null)", connection);
        if (!(bool)(await there.ExecuteScalarAsync(cancel))!)
            await InsertAsync(connection, null, cancel);
    }

    /// <summary>A new key, unless another node was first.</summary>
    private async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancel)
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var shown = EvidenceKey.Of(made.ExportSubjectPublicKeyInfo());
        await using var insert = new NpgsqlCommand("insert into tracking.evidence_key (id, public_key, cipher) values ($1, $2, $3) on conflict do nothing", connection, transaction);
        insert.Parameters.Add(new() { Value = shown.Id });
        insert.Parameters.Add(new() { Value = shown.Public });
        insert.Parameters.Add(new() { Value = _protector.Protect(made.ExportPkcs8PrivateKey()) });
        await insert.ExecuteNonQueryAsync(cancel);
    }
}
