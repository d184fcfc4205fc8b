using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Carriers;

/// <summary>A header holding HMAC-SHA256 over the raw body, keyed with the secret in UTF-8.</summary>
/// <param name="Prefix">What stands before the digest, such as <c>hmac-sha256-hex=</c>.</param>
/// <param name="Normalise">The Unicode form of the secret, where the sender changes it first: EasyPost's is NFKD.</param>
public sealed record HmacHeader(string Header, DigestEncoding Encoding, string Prefix = "", NormalizationForm? Normalise = null) : HeaderProof(Header)
{
    protected override byte[]? Decode(string value)
    {
        if (!value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var digest = value[Prefix.Length..].Trim();
        return Encoding == DigestEncoding.Hex ? OfHex(digest) : OfBase64(digest);
    }

    public override string Says(Account account) =>
        $"The header {NameFor(account)} holds {(Prefix.Length > 0 ? Prefix + " and then " : "")}the {(Encoding == DigestEncoding.Hex ? "hex digits" : "base64")} of HMAC-SHA256 over the raw body, keyed with the push secret in UTF-8"
        + (Normalise is { } form ? $", brought into Unicode form {(form == NormalizationForm.FormKD ? "NFKD" : form.ToString())} first." : ".");

    protected override string Encode(string secret, ReadOnlySpan<byte> body) =>
        Prefix + (Encoding == DigestEncoding.Hex ? Convert.ToHexStringLower(Expect(secret, body)) : Convert.ToBase64String(Expect(secret, body)));

    protected override byte[] Expect(string secret, ReadOnlySpan<byte> body) =>
        HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Normalise is { } form ? secret.Normalize(form) : secret), body);

    /// <summary>Bytes of hex digits in either case; null where they are none.</summary>
    internal static byte[]? OfHex(string digits)
    {
        var bytes = new byte[digits.Length / 2];
        return digits.Length % 2 == 0 && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    /// <summary>Bytes of base64 in either alphabet, with or without its padding; null where it is none.</summary>
    internal static byte[]? OfBase64(string digits)
    {
        var plain = digits.TrimEnd('=').Replace('+', '-').Replace('/', '_');
        if (plain.Length > 1000 || !Base64Url.IsValid(plain))
            return null;
        return Base64Url.DecodeFromChars(plain);
    }
}
