using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>How each carrier proves its pushes, written again from its documentation and not with the product's own proofs.</summary>
public static class PushProofs
{
    public static SignedPush HmacBase64(string header, Credentials credentials, byte[] body) => new([(header, Convert.ToBase64String(HMACSHA256.HashData(Secret(credentials), body)))], body);

    /// <summary>EasyPost's: the hex digits behind a prefix, the secret in Unicode form NFKD.</summary>
    public static SignedPush HmacHex(string header, Credentials credentials, byte[] body) =>
        new([(header, "hmac-sha256-hex=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(credentials.PushSecret!.Normalize(NormalizationForm.FormKD)), body)))], body);

    /// <summary>17TRACK's: a hash of the body, a slash and the secret.</summary>
    public static SignedPush HashSuffix(string header, Credentials credentials, byte[] body) => new([(header, Convert.ToHexStringLower(SHA256.HashData([.. body, (byte)'/', .. Secret(credentials)])))], body);

    /// <summary>DHL's and UPS's: the secret itself.</summary>
    public static SignedPush Repeated(string header, Credentials credentials, byte[] body) => new([(header, credentials.PushSecret!)], body);

    /// <summary>YunExpress': a hash of the time, the secret and the body.</summary>
    public static SignedPush Timed(Credentials credentials, byte[] body, Instant now)
    {
        var time = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return new([("X-YunExpress-Timestamp", time), ("X-YunExpress-Signature", Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(time), .. Secret(credentials), .. body])))], body);
    }

    /// <summary>Kuaidi100's: a form with the MD5 of one field and the secret beside that field.</summary>
    public static SignedPush Form(Credentials credentials, byte[] body) =>
        new([], Encoding.UTF8.GetBytes($"sign={Convert.ToHexString(MD5.HashData([.. body, .. Secret(credentials)]))}&param={WebUtility.UrlEncode(Encoding.UTF8.GetString(body))}"));

    private static byte[] Secret(Credentials credentials) => Encoding.UTF8.GetBytes(credentials.PushSecret!);
}
