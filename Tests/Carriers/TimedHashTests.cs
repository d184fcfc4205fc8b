using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class TimedHashTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 12, 0);
    private static readonly TimedHash Proof = new("X-Signature", "X-Timestamp");
    private static readonly byte[] Body = """{"key1":"value1"}"""u8.ToArray();

    [Theory]
    [InlineData(0, true)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A_timestamp_proves_for_five_minutes_in_seconds_and_in_milliseconds(int seconds, bool proven)
    {
        var at = Now + Duration.FromSeconds(seconds);
        foreach (var timestamp in new[] { at.ToUnixTimeSeconds(), at.ToUnixTimeMilliseconds() })
        {
            var said = timestamp.ToString(CultureInfo.InvariantCulture);
            Assert.Equal(proven, Refuse(said, Sign(said, "abc123"), Body, new PushSecret("abc123")) is null);
        }
    }

    [Fact]
    public void A_changed_body_a_changed_timestamp_or_another_secret_is_refused()
    {
        var said = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var later = (Now.ToUnixTimeSeconds() + 1).ToString(CultureInfo.InvariantCulture);
        Assert.NotNull(Refuse(later, Sign(said, "abc123"), Body, new PushSecret("abc123")));
        Assert.NotNull(Refuse(said, Sign(said, "abc123"), Body, new PushSecret("abc124")));
        Assert.NotNull(Refuse(said, Sign(said, "abc123"), Body, new PushSecret("abc123", NotAfter: Now)));
        Assert.Null(Refuse(said, Sign(said, "abc123"), Body, new PushSecret("abc123"), new PushSecret("new")));
        for (var i = 0; i < Body.Length; i++)
        {
            var bent = (byte[])Body.Clone();
            bent[i] ^= 1;
            Assert.NotNull(Refuse(said, Sign(said, "abc123"), bent, new PushSecret("abc123")));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("999999999999999")]
    public void What_is_no_timestamp_is_refused_and_never_throws(string? timestamp) => Assert.NotNull(Refuse(timestamp, Sign(timestamp ?? "", "abc123"), Body, new PushSecret("abc123")));

    private static string Sign(string timestamp, string secret) => Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(timestamp + secret), .. Body]));

    private static string? Refuse(string? timestamp, string? signature, byte[] body, params PushSecret[] secrets) =>
        Proof.Refuse(name => name == "X-Signature" ? signature : name == "X-Timestamp" ? timestamp : null, body, new Account { Carrier = new CarrierId("yunexpress"), PushSecrets = secrets }, Now);
}
