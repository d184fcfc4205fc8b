using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Tracking.Carriers;

/// <summary>A header holding the hex SHA-256 of a timestamp, the secret and the raw body; the timestamp has a header of its own and proves for five minutes.</summary>
/// <param name="TimestampHeader">Seconds or milliseconds since 1970.</param>
public sealed record TimedHash(string Header, string TimestampHeader) : PushProof
{
    private static readonly Duration Window = Duration.FromMinutes(5);

    public override string? Refuse(Func<string, string?> header, ReadOnlySpan<byte> body, Account account, Instant now)
    {
        if (header(Header)?.Trim() is not { Length: > 0 } value)
            return $"The header {Header} is missing.";
        if (HmacHeader.OfHex(value) is not { } given)
            return $"The header {Header} is not in its form.";
        if (header(TimestampHeader)?.Trim() is not { Length: > 0 } timestamp)
            return $"The header {TimestampHeader} is missing.";
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) || epoch > 99_999_999_999_999)
            return $"The header {TimestampHeader} is not in its form.";
        var said = epoch > 99_999_999_999 ? Instant.FromUnixTimeMilliseconds(epoch) : Instant.FromUnixTimeSeconds(epoch);
        if (said < now - Window || said > now + Window)
            return $"The header {TimestampHeader} is more than five minutes off.";
        return Compare($"The header {Header}", given, body, account, now, (secret, signed) => Of(timestamp, secret, signed));
    }

    public override string Says(Account account) =>
        $"The header {Header} holds the hex digits of SHA-256 over the timestamp in the header {TimestampHeader}, the push secret and the raw body; the timestamp may be five minutes off.";

    public override SignedPush Sign(string secret, ReadOnlyMemory<byte> content, Account account, Instant now)
    {
        var timestamp = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return new([(TimestampHeader, timestamp), (Header, Convert.ToHexStringLower(Of(timestamp, secret, content.Span)))], content);
    }

    private static byte[] Of(string timestamp, string secret, ReadOnlySpan<byte> body) => SHA256.HashData([.. Encoding.UTF8.GetBytes(timestamp + secret), .. body]);
}
