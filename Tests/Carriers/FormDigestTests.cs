using System.Net;
using System.Text;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class FormDigestTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 12, 0);
    private static readonly FormDigest InField = new("param", "sign", DigestEncoding.Hex);
    private static readonly FormDigest InHeader = new("bizContent", "digest", DigestEncoding.Base64, InHeader: true);
    private const string Content = """{"say":"已签收 & more+"}""";

    [Fact]
    public void Both_proofs_hold_however_the_form_is_encoded_and_ordered()
    {
        foreach (var form in new[] { $"param={WebUtility.UrlEncode(Content)}&sign={Sign("abc123")}", $"sign={Sign("abc123").ToLowerInvariant()}&x=1&param={Uri.EscapeDataString(Content)}" })
            Assert.Null(Refuse(InField, form, null, new PushSecret("abc123")));
        Assert.Null(Refuse(InHeader, $"bizContent={Uri.EscapeDataString(Content)}", Digest("abc123"), new PushSecret("abc123")));
    }

    [Fact]
    public void One_byte_changed_in_what_is_signed_is_refused_wherever_it_is()
    {
        var bytes = Encoding.UTF8.GetBytes(Content);
        for (var i = 0; i < bytes.Length; i++)
        {
            var bent = (byte[])bytes.Clone();
            bent[i] ^= 1;
            Assert.NotNull(Refuse(InField, $"param={Percent(bent)}&sign={Sign("abc123")}", null, new PushSecret("abc123")));
            Assert.NotNull(Refuse(InHeader, $"bizContent={Percent(bent)}", Digest("abc123"), new PushSecret("abc123")));
        }
    }

    [Fact]
    public void Both_secrets_of_a_rotation_prove_and_a_third_or_one_run_out_does_not()
    {
        var form = $"param={WebUtility.UrlEncode(Content)}&sign={Sign("abc123")}";
        Assert.Null(Refuse(InField, form, null, new PushSecret("old"), new PushSecret("abc123")));
        Assert.Null(Refuse(InField, form, null, new PushSecret("abc123"), new PushSecret("new")));
        Assert.NotNull(Refuse(InField, form, null, new PushSecret("old"), new PushSecret("new")));
        Assert.NotNull(Refuse(InField, form, null, new PushSecret("abc123", NotAfter: Now)));
        Assert.NotNull(Refuse(InField, form, null));
        Assert.NotNull(Refuse(InField, $"param={WebUtility.UrlEncode(Content)}&sign={Sign("")}", null, new PushSecret("")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("param=x")]
    [InlineData("sign=00")]
    [InlineData("param=x&sign=zz")]
    [InlineData("param=%FF&sign=00")]
    [InlineData("&&&=&=x")]
    [InlineData("{\"param\":1}")]
    public void What_is_no_such_form_is_refused_and_never_throws(string form) => Assert.NotNull(Refuse(InField, form, null, new PushSecret("abc123")));

    private static string Sign(string secret) => Convert.ToHexString(FormDigest.Of(secret, Encoding.UTF8.GetBytes(Content)));

    private static string Digest(string secret) => Convert.ToBase64String(FormDigest.Of(secret, Encoding.UTF8.GetBytes(Content)));

    private static string Percent(byte[] bytes) => string.Concat(bytes.Select(one => $"%{one:X2}"));

    private static string? Refuse(FormDigest proof, string form, string? header, params PushSecret[] secrets) =>
        proof.Refuse(name => name == "digest" ? header : null, Encoding.UTF8.GetBytes(form), new Account { Carrier = new CarrierId("kuaidi100"), PushSecrets = secrets }, Now);
}
