using System.Net;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Tracking.Carriers.ChinaEms;

/// <summary>
/// China Post's digest over a form: base64 of MD5 over the message and the key. Programs print the digest's bytes or its hex digits in base64 [T]; the message may be URL-encoded
/// once more than the form. MD5 is forgeable, so never more than a hint.
/// </summary>
public sealed record EmsDigest : PushProof
{
    public override string? Refuse(Func<string, string?> header, ReadOnlySpan<byte> body, Account account, Instant now)
    {
        if (MessageIn(body) is not { } message)
            return "The field msgBody is missing.";
        if (FormFields.Find(body, "dataDigest") is not { Length: > 0 } value)
            return "The field dataDigest is missing.";
        if (HmacHeader.OfBase64(value.Trim()) is not { } given)
            return "The field dataDigest is not in its form.";
        if (given.Length == 32)
            given = HmacHeader.OfHex(Encoding.ASCII.GetString(given)) ?? given;
        return Compare("The field dataDigest", given, Encoding.UTF8.GetBytes(message), account, now, FormDigest.Of);
    }

    public override string Says(Account account) =>
        "A form with msgBody and dataDigest: base64 of MD5, as bytes or as hex digits, over msgBody and the push secret. "
        + "MD5 can be forged: what is told is taken as a hint, and asked about before it counts.";

    public override SignedPush Sign(string secret, ReadOnlyMemory<byte> content, Account account, Instant now) =>
        new([], Encoding.UTF8.GetBytes($"msgBody={WebUtility.UrlEncode(Encoding.UTF8.GetString(content.Span))}&dataDigest={WebUtility.UrlEncode(Of(Encoding.UTF8.GetString(content.Span), secret))}"));

    /// <summary>The digest as it is asked with: its hex digits in base64.</summary>
    public static string Of(string message, string key) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(message + key)))));

    /// <summary>The message of a form; null where it has none.</summary>
    internal static string? MessageIn(ReadOnlySpan<byte> form) => FormFields.Find(form, "msgBody") is { } message ? message.StartsWith('%') ? WebUtility.UrlDecode(message) : message : null;
}
