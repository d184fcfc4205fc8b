using System.Net;
using System.Security.Cryptography;
using NodaTime;

namespace Tracking.Carriers;

/// <summary>The MD5 of one field of a form, as it reads once decoded, with the secret behind it: Kuaidi100's and J&amp;T's. MD5 is forgeable, so never more than a hint.</summary>
/// <param name="Field">The field that holds what is pushed.</param>
/// <param name="Signature">The field, or the header, that holds the digest.</param>
public sealed record FormDigest(string Field, string Signature, DigestEncoding Encoding, bool InHeader = false) : PushProof
{
    private string Where => InHeader ? $"header {Signature}" : $"field {Signature}";

    public override string? Refuse(Func<string, string?> header, ReadOnlySpan<byte> body, Account account, Instant now)
    {
        if (FormFields.Find(body, Field) is not { } content)
            return $"The field {Field} is missing.";
        if ((InHeader ? header(Signature) : FormFields.Find(body, Signature)) is not { } value || string.IsNullOrWhiteSpace(value))
            return $"The {Where} is missing.";
        if ((Encoding == DigestEncoding.Hex ? HmacHeader.OfHex(value.Trim()) : HmacHeader.OfBase64(value.Trim())) is not { } given)
            return $"The {Where} is not in its form.";
        return Compare($"The {Where}", given, System.Text.Encoding.UTF8.GetBytes(content), account, now, Of);
    }

    public override string Says(Account account) =>
        $"A form whose field {Field} holds what is pushed; its {Where} holds the {(Encoding == DigestEncoding.Hex ? "hex digits" : "base64")} of MD5 over that field, decoded, and the push secret. "
        + "MD5 can be forged: what is told is taken as a hint, and asked about before it counts.";

    public override SignedPush Sign(string secret, ReadOnlyMemory<byte> content, Account account, Instant now)
    {
        var digest = Of(secret, content.Span);
        var printed = Encoding == DigestEncoding.Hex ? Convert.ToHexString(digest) : Convert.ToBase64String(digest);
        var field = $"{Field}={WebUtility.UrlEncode(System.Text.Encoding.UTF8.GetString(content.Span))}";
        return InHeader ? new([(Signature, printed)], System.Text.Encoding.UTF8.GetBytes(field)) : new([], System.Text.Encoding.UTF8.GetBytes($"{field}&{Signature}={WebUtility.UrlEncode(printed)}"));
    }

    /// <summary>The digest of a text and the secret behind it.</summary>
    public static byte[] Of(string secret, ReadOnlySpan<byte> content) => MD5.HashData([.. content, .. System.Text.Encoding.UTF8.GetBytes(secret)]);
}
