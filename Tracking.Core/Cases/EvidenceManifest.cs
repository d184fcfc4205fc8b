using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tracking.Core.Cases;

/// <summary>What an evidence pack's <c>manifest.json</c> says: of what, as of when, signed by which key, and each file with its size and SHA-256 in hex.</summary>
public sealed record EvidenceManifest
{
    /// <summary>The form of packs made today.</summary>
    public const string Today = "parcel-evidence/1";

    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Format { get; init; } = Today;
    public required string Issuer { get; init; }
    public required string Parcel { get; init; }

    /// <summary>Version of the parcel's timeline.</summary>
    public required string Version { get; init; }

    /// <summary>The newest thing that the pack knows of, in UTC.</summary>
    public required string AsOf { get; init; }

    /// <summary>True where what carriers and the order say of people was left in.</summary>
    public required bool Names { get; init; }

    /// <summary>Id of the key that signed it; which key has that id is for whoever verifies to find out elsewhere.</summary>
    public string Key { get; init; } = "";
    public IReadOnlyList<Entry> Files { get; init; } = [];

    /// <summary>The manifest of these files, to be signed with a key.</summary>
    public EvidenceManifest Of(IEnumerable<EvidenceFile> files, string key) => this with
    {
        Key = key,
        Files = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => new Entry(file.Name, file.Content.Length, Convert.ToHexStringLower(SHA256.HashData(file.Content))))],
    };

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Written);

    /// <summary>Null where these bytes are no manifest.</summary>
    public static EvidenceManifest? Find(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<EvidenceManifest>(bytes, Written) is { Files: not null, Key: not null } manifest && !manifest.Files.Any(file => file is null or { Name: null } or { Sha256: null }) ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A file with its size in bytes and its SHA-256 in hex.</summary>
    public sealed record Entry(string Name, long Size, string Sha256);
}
