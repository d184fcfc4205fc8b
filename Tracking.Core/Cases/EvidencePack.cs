using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Tracking.Core.Cases;

/// <summary>Evidence in a ZIP: files, <c>manifest.json</c> with the hash of each, and <c>manifest.sig</c>, a signature over the manifest's bytes (ECDSA P-256, SHA-256, DER).</summary>
public static partial class EvidencePack
{
    public const string Manifest = "manifest.json";
    public const string Signature = "manifest.sig";

    /// <summary>More than any pack of ours; what exceeds it is refused unopened.</summary>
    public const int MostFiles = 1_000;
    public const long MostBytes = 128 << 20;
    private const int MostManifest = 1 << 20;
    private const int MostSignature = 256;

    /// <summary>ZIP's earliest moment: when a pack was made is no part of it, so that the same parcel gives the same files.</summary>
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs files under a manifest that was signed.</summary>
    /// <exception cref="ArgumentException">A name is none of ours, or stands twice.</exception>
    public static byte[] Seal(IReadOnlyCollection<EvidenceFile> files, byte[] manifest, byte[] signature)
    {
        var all = files.Append(new(Manifest, manifest)).Append(new(Signature, signature)).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        if (all.FirstOrDefault(file => !IsOurs(file.Name)) is { } odd)
            throw new ArgumentException($"{odd.Name} is no name of a file in a pack.");
        if (all.DistinctBy(file => file.Name).Count() < all.Count)
            throw new ArgumentException("Two files of a pack have one name.");
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var file in all)
            {
                var entry = zip.CreateEntry(file.Name, CompressionLevel.Optimal);
                entry.LastWriteTime = Epoch;
                using var into = entry.Open();
                into.Write(file.Content);
            }
        return stream.ToArray();
    }

    /// <summary>Whether a pack is what one of these keys signed.</summary>
    /// <param name="keys">From whom the reader trusts; a key inside the pack is never looked at.</param>
    /// <param name="whose">Whose keys these are, as a sentence goes on: <c>published at https://…</c>.</param>
    public static EvidenceVerdict Verify(Stream pack, IReadOnlyList<EvidenceKey> keys, string whose)
    {
        if (pack.Length > MostBytes)
            return Refused($"It is larger than {MostBytes >> 20} MB: no pack of this product is, so it was not opened.");
        try
        {
            using var zip = new ZipArchive(pack, ZipArchiveMode.Read, leaveOpen: true);
            return Verify(zip, keys, whose);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or NotSupportedException or OverflowException or ArgumentException)
        {
            return Refused("This is no ZIP file, or a damaged one.");
        }
    }

    private static EvidenceVerdict Verify(ZipArchive zip, IReadOnlyList<EvidenceKey> keys, string whose)
    {
        if (zip.Entries.Count > MostFiles)
            return Refused($"It holds more than {MostFiles} files: no pack of this product does, so it was not opened.");
        if (zip.Entries.FirstOrDefault(entry => !IsOurs(entry.FullName)) is { } odd)
            return Refused($"It holds a file whose name leads elsewhere or is none that a pack has ({Shown(odd.FullName)}): it was not opened.");
        if (zip.Entries.GroupBy(entry => entry.FullName, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return Refused($"{twice.Key} is in it twice.");
        if (zip.Entries.Any(entry => entry.Length < 0 || entry.Length > MostBytes) || zip.Entries.Sum(entry => entry.Length) > MostBytes)
            return Refused($"Unpacked it would be larger than {MostBytes >> 20} MB: no pack of this product is, so it was not opened.");
        var entries = zip.Entries.ToDictionary(entry => entry.FullName, StringComparer.Ordinal);
        if (!entries.TryGetValue(Manifest, out var manifestEntry))
            return Refused($"{Manifest} is missing: this is no evidence pack.");
        if (!entries.TryGetValue(Signature, out var signatureEntry))
            return Refused($"{Signature} is missing: nobody signed this pack.");
        if (Read(manifestEntry, MostManifest) is not { } manifestBytes || Read(signatureEntry, MostSignature) is not { } signature)
            return Refused($"{Manifest} or {Signature} is larger than one can be.");
        if (EvidenceManifest.Find(manifestBytes) is not { } manifest)
            return Refused($"{Manifest} cannot be read: it was altered.");
        // The id only chooses among the reader's own keys; what it names elsewhere is nobody's.
        if (keys.FirstOrDefault(key => key.Id == manifest.Key) is not { } key)
            return Refused($"It says that it was signed with the key {Shown(manifest.Key)}, and that is none of those {whose}: another portal made it, or somebody forged it.");
        if (!key.Signed(manifestBytes, signature))
            return Refused($"The signature does not fit {Manifest}: the manifest was altered after it was signed, or somebody else signed it.");
        if (manifest.Format != EvidenceManifest.Today)
            return Refused($"It is a pack of the form {Shown(manifest.Format)}, which this version cannot check: use a newer one.");
        foreach (var told in manifest.Files)
        {
            if (!entries.Remove(told.Name, out var entry))
                return Refused($"{Shown(told.Name)} is missing: the manifest names it, and the pack has it not.");
            if (entry.Length != told.Size || Read(entry, told.Size) is not { } content || Convert.ToHexStringLower(SHA256.HashData(content)) != told.Sha256)
                return Refused($"{told.Name} was altered after the pack was signed: its content does not have the hash that the manifest names.");
        }
        if (entries.Keys.FirstOrDefault(name => name is not (Manifest or Signature)) is { } extra)
            return Refused($"{extra} was added after the pack was signed: the manifest does not name it.");
        return new(manifest, null);
    }

    /// <summary>An entry's bytes; null where there are more than it may have, whatever its header says.</summary>
    private static byte[]? Read(ZipArchiveEntry entry, long most)
    {
        if (entry.Length > most)
            return null;
        using var from = entry.Open();
        using var into = new MemoryStream();
        var piece = new byte[64 << 10];
        for (int read; (read = from.Read(piece)) > 0;)
        {
            if (into.Length + read > most)
                return null;
            into.Write(piece, 0, read);
        }
        return into.ToArray();
    }

    private static EvidenceVerdict Refused(string why) => new(null, why);

    private static bool IsOurs(string name) => name.Length <= 80 && Name().IsMatch(name);

    /// <summary>Somebody else's text in one line of a terminal.</summary>
    private static string Shown(string text)
    {
        var line = new string([.. text.Select(letter => letter is >= ' ' and <= '~' ? letter : '?')]);
        return line.Length <= 60 ? line : line[..60] + "…";
    }

    [GeneratedRegex(@"\A(?:[a-z0-9-]+/)?[a-z0-9-]+\.[a-z]+\z")]
    private static partial Regex Name();
}
