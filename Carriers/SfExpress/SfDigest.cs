using System.Net;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Tracking.Carriers.SfExpress;

/// <summary>
/// SF's digest over a form: base64 of MD5 over message, timestamp and checkword as Java's <c>URLEncoder</c> writes them. Its questions carry it; that its pushes do is inferred [I].
/// MD5 is forgeable, so never more than a hint.
/// </summary>
public sealed record SfDigest : PushProof
{
    public override string? Refuse(Func<string, string?> header, ReadOnlySpan<byte> body, Account account, Instant now)
    {
        if (FormFields.Find(body, "msgData") is not { } message)
            return "The field msgData is missing.";
        if (FormFields.Find(body, "timestamp") is not { Length: > 0 } timestamp)
            return "The field timestamp is missing.";
        if (FormFields.Find(body, "msgDigest") is not { Length: > 0 } value)
            return "The field msgDigest is missing.";
        if (HmacHeader.OfBase64(value.Trim()) is not { } given)
            return "The field msgDigest is not in its form.";
        return Compare("The field msgDigest", given, [], account, now, (secret, _) => Of(message, timestamp, secret));
    }

    public override string Says(Account account) =>
        "A form with msgData, timestamp and msgDigest: base64 of MD5 over msgData, timestamp and the push secret, URL-encoded as Java does. "
        + "MD5 can be forged: what is told is taken as a hint, and asked about before it counts.";

    public override SignedPush Sign(string secret, ReadOnlyMemory<byte> content, Account account, Instant now)
    {
        var message = Encoding.UTF8.GetString(content.Span);
        var timestamp = now.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new([], Encoding.UTF8.GetBytes($"msgData={WebUtility.UrlEncode(message)}&timestamp={timestamp}&msgDigest={WebUtility.UrlEncode(Convert.ToBase64String(Of(message, timestamp, secret)))}"));
    }

    /// <summary>The digest of a message.</summary>
    public static byte[] Of(string message, string timestamp, string checkword) => MD5.HashData(Encoding.ASCII.GetBytes(JavaEncode(message + timestamp + checkword)));

    // Java writes ! ( ) as escapes, .NET does not; both write a blank as +.
    private static string JavaEncode(string text) =>
        WebUtility.UrlEncode(text).Replace("!", "%21", StringComparison.Ordinal).Replace("(", "%28", StringComparison.Ordinal).Replace(")", "%29", StringComparison.Ordinal);
}
