using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Core.Cases;

/// <summary>The public half of a key that signs evidence packs: ECDSA on P-256.</summary>
/// <param name="Id">RFC 7638 thumbprint of the key, base64url: it cannot be claimed for another.</param>
/// <param name="Public">SubjectPublicKeyInfo.</param>
/// <param name="MadeAt">Since when it signs; null where it was read from a file that does not say.</param>
/// <param name="RetiredAt">Since when it only proves what it signed before; null while it signs.</param>
public sealed record EvidenceKey(string Id, byte[] Public, Instant? MadeAt = null, Instant? RetiredAt = null)
{
    /// <summary>Where a portal publishes all of its keys.</summary>
    public const string Path = "/.well-known/evidence-keys.json";

    private const int Coordinate = 32;

    /// <exception cref="CryptographicException">It is no key on P-256.</exception>
    public static EvidenceKey Of(byte[] subjectPublicKeyInfo, Instant? madeAt = null, Instant? retiredAt = null)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        return Of(key, madeAt, retiredAt);
    }

    /// <summary>True where this key signed these bytes: SHA-256, the signature in DER.</summary>
    public bool Signed(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Public, out _);
        return key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>Keys as a JSON Web Key Set (RFC 7517), with <c>from</c> and <c>until</c> beside the standard's members.</summary>
    public static string ToJson(IEnumerable<EvidenceKey> keys) => new JsonObject
    {
        ["keys"] = new JsonArray([.. keys.Select(key =>
        {
            var point = key.Point();
            return new JsonObject
            {
                ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y), ["use"] = "sig", ["alg"] = "ES256", ["kid"] = key.Id,
                ["from"] = key.MadeAt is { } made ? InstantPattern.General.Format(made) : null, ["until"] = key.RetiredAt is { } retired ? InstantPattern.General.Format(retired) : null,
            };
        })]),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    /// <summary>Keys from what a portal publishes, or from one public key in PEM.</summary>
    /// <exception cref="FormatException">It is neither, or a key in it is no key on P-256.</exception>
    public static IReadOnlyList<EvidenceKey> Parse(string text)
    {
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal))
            {
                using var pem = ECDsa.Create();
                pem.ImportFromPem(text);
                return [Of(pem)];
            }
            var keys = new List<EvidenceKey>();
            foreach (var one in JsonNode.Parse(text)?["keys"] as JsonArray ?? throw new FormatException("it has no list of keys"))
            {
                if ((string?)one?["kty"] is not "EC" || (string?)one["crv"] is not "P-256")
                    continue;
                using var key = ECDsa.Create(new ECParameters
                {
                    Curve = ECCurve.NamedCurves.nistP256,
                    Q = new() { X = Base64Url.DecodeFromChars((string?)one["x"]), Y = Base64Url.DecodeFromChars((string?)one["y"]) },
                });
                keys.Add(Of(key));
            }
            return keys.Count > 0 ? keys : throw new FormatException("it holds no key on P-256");
        }
        catch (Exception error) when (error is JsonException or CryptographicException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("it is neither a set of keys as a portal publishes it nor a public key in PEM", error);
        }
    }

    private static EvidenceKey Of(ECDsa key, Instant? madeAt = null, Instant? retiredAt = null)
    {
        if (key.ExportParameters(false) is not { Q: { X.Length: Coordinate, Y.Length: Coordinate } } parameters || parameters.Curve.Oid.FriendlyName is not ("nistP256" or "ECDSA_P256"))
            throw new CryptographicException("no key on P-256");
        var members = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(parameters.Q.X)}}","y":"{{Base64Url.EncodeToString(parameters.Q.Y)}}"}""";
        return new(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members))), key.ExportSubjectPublicKeyInfo(), madeAt, retiredAt);
    }

    private ECPoint Point()
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(Public, out _);
        return key.ExportParameters(false).Q;
    }
}
