using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class PushProofTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 12, 0);
    private static readonly HmacHeader Fedex = new("fdx-signature", DigestEncoding.Base64);
    private static readonly HmacHeader EasyPost = new("X-Hmac-Signature", DigestEncoding.Hex, "hmac-sha256-hex=", NormalizationForm.FormKD);
    private static readonly HashSuffix Seventeentrack = new("sign");
    private static readonly SharedHeader Dhl = new("DHL-Push-Token", "PushHeader");
    private static readonly byte[] Sample = """{"key1":"value1"}"""u8.ToArray();
    private const string SampleSignature = "NpiT+/qNSJH4sagRjUAd1A0Us5dKGSFyieKrFHlzMAU=";

    [Theory]
    [InlineData("NpiT+/qNSJH4sagRjUAd1A0Us5dKGSFyieKrFHlzMAU=")]
    [InlineData("NpiT+/qNSJH4sagRjUAd1A0Us5dKGSFyieKrFHlzMAU")]
    [InlineData("NpiT-_qNSJH4sagRjUAd1A0Us5dKGSFyieKrFHlzMAU")]
    [InlineData("  NpiT+/qNSJH4sagRjUAd1A0Us5dKGSFyieKrFHlzMAU= ")]
    public void The_known_signature_of_a_body_proves_it_however_its_base64_is_written(string signature) =>
        Assert.Null(Refuse(Fedex, signature, Sample, "abc123"));

    public static TheoryData<string> Pushing => [.. new CarrierRegistry().List().Where(carrier => carrier.Profile.Push is not null).Select(carrier => carrier.Profile.Id.Value)];

    /// <summary>The contract of every proof, over a body of ours: what its sender signs is proven by either secret of a rotation, and by nothing else.</summary>
    [Theory]
    [MemberData(nameof(Pushing))]
    public void A_push_is_proven_by_either_secret_of_a_rotation_and_by_no_other_and_over_no_other_body(string id)
    {
        var proof = new CarrierRegistry().Find(new(id))!.Profile.Push!.Proof;
        var account = With(new PushSecret("the-new-one"), new PushSecret("the-old-one", NotAfter: Now + Duration.FromDays(1)));
        foreach (var secret in (string[])["the-new-one", "the-old-one"])
        {
            var signed = proof.Sign(secret, Sample, account, Now);
            Assert.Null(Refuse(signed.Headers, signed.Body.ToArray(), account, Now));
            if (proof is SharedHeader)
                continue;
            for (var i = 0; i < signed.Body.Length; i++)
            {
                var changed = signed.Body.ToArray();
                changed[i] ^= 1;
                Assert.NotNull(Refuse(signed.Headers, changed, account, Now));
            }
        }
        var old = proof.Sign("the-old-one", Sample, account, Now + Duration.FromDays(2));
        Assert.NotNull(Refuse(old.Headers, old.Body.ToArray(), account, Now + Duration.FromDays(2)));
        var stranger = proof.Sign("another", Sample, account, Now);
        Assert.NotNull(Refuse(stranger.Headers, stranger.Body.ToArray(), account, Now));
        Assert.NotNull(Refuse([], stranger.Body.ToArray(), account, Now));
        Assert.NotEmpty(proof.Says(account));

        string? Refuse(IReadOnlyList<(string Name, string Value)> headers, byte[] body, Account account, Instant now) =>
            proof.Refuse(name => headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault(), body, account, now);
    }

    [Fact]
    public void A_header_is_found_whatever_its_case() =>
        Assert.Null(Fedex.Refuse(name => string.Equals(name, "FDX-Signature", StringComparison.OrdinalIgnoreCase) ? SampleSignature : null, Sample, With(new PushSecret("abc123")), Now));

    [Fact]
    public void A_hash_over_body_slash_and_key_proves_in_either_case_of_its_digits()
    {
        var body = """{"event":"TRACKING_STOPPED","data":{"number":"RX000000005CN","carrier":3011}}"""u8.ToArray();
        var sign = Convert.ToHexStringLower(SHA256.HashData([.. body, .. "/abc123"u8]));

        Assert.Null(Refuse(Seventeentrack, sign, body, "abc123"));
        Assert.Null(Refuse(Seventeentrack, sign.ToUpperInvariant(), body, "abc123"));
        Assert.NotNull(Refuse(Seventeentrack, Convert.ToHexStringLower(HMACSHA256.HashData("abc123"u8, body)), body, "abc123"));
    }

    [Fact]
    public void A_secret_is_brought_into_its_unicode_form_before_it_keys_the_digest()
    {
        var composed = "s\u00E9cret";
        var digest = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("se\u0301cret"), Sample));

        Assert.Null(Refuse(EasyPost, "hmac-sha256-hex=" + digest, Sample, composed));
        Assert.NotNull(Refuse(EasyPost with { Normalise = null }, "hmac-sha256-hex=" + digest, Sample, composed));
        Assert.NotNull(Refuse(EasyPost, digest, Sample, composed));
    }

    [Fact]
    public void A_push_with_one_byte_changed_is_refused_wherever_the_byte_is()
    {
        foreach (var (proof, signature) in Proofs())
        {
            if (proof is SharedHeader)
                continue;
            for (var i = 0; i < Sample.Length; i++)
            {
                var changed = Sample.ToArray();
                changed[i] ^= 1;
                Assert.NotNull(Refuse(proof, signature, changed, "abc123"));
            }
            Assert.NotNull(Refuse(proof, signature, [.. Sample, (byte)'\n'], "abc123"));
            Assert.NotNull(Refuse(proof, signature, Sample[..^1], "abc123"));
        }
    }

    [Fact]
    public void A_signature_with_one_character_changed_or_cut_off_is_refused()
    {
        foreach (var (proof, signature) in Proofs())
        {
            Assert.Null(Refuse(proof, signature, Sample, "abc123"));
            for (var i = 0; i < signature.TrimEnd('=').Length - 1; i++)
            {
                var changed = signature.ToCharArray();
                changed[i] = changed[i] == '1' ? '2' : '1';
                Assert.NotNull(Refuse(proof, new string(changed), Sample, "abc123"));
                Assert.NotNull(Refuse(proof, signature[..i], Sample, "abc123"));
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("=")]
    [InlineData("not a digest \u4E2D\u6587")]
    [InlineData("zz")]
    [InlineData("abc")]
    public void What_is_no_signature_is_refused_and_never_throws(string? header)
    {
        foreach (var (proof, _) in Proofs())
            Assert.NotNull(Refuse(proof, header, Sample, "abc123"));
    }

    [Fact]
    public void Both_secrets_of_a_rotation_prove_and_a_third_does_not()
    {
        foreach (var (proof, signature) in Proofs())
        {
            Assert.Null(proof.Refuse(_ => signature, Sample, With(new PushSecret("old"), new PushSecret("abc123")), Now));
            Assert.Null(proof.Refuse(_ => signature, Sample, With(new PushSecret("abc123"), new PushSecret("new")), Now));
            Assert.NotNull(proof.Refuse(_ => signature, Sample, With(new PushSecret("old"), new PushSecret("new")), Now));
        }
    }

    [Fact]
    public void A_secret_proves_from_its_beginning_until_just_before_its_end()
    {
        var second = Duration.FromSeconds(1);
        foreach (var (proof, signature) in Proofs())
        {
            Assert.Null(proof.Refuse(_ => signature, Sample, With(new PushSecret("abc123", Now, Now + second)), Now));
            Assert.NotNull(proof.Refuse(_ => signature, Sample, With(new PushSecret("abc123", NotAfter: Now)), Now));
            Assert.NotNull(proof.Refuse(_ => signature, Sample, With(new PushSecret("abc123", Now + second)), Now));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void An_empty_secret_never_proves(string secret)
    {
        Assert.NotNull(Refuse(Fedex, Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Sample)), Sample, secret));
        Assert.NotNull(Refuse(Seventeentrack, Convert.ToHexStringLower(SHA256.HashData([.. Sample, (byte)'/', .. Encoding.UTF8.GetBytes(secret)])), Sample, secret));
        Assert.NotNull(Refuse(Dhl, secret, Sample, secret));
    }

    [Fact]
    public void An_account_without_secrets_proves_nothing()
    {
        foreach (var (proof, signature) in Proofs())
            Assert.NotNull(proof.Refuse(_ => signature, Sample, With(), Now));
    }

    [Fact]
    public void A_refusal_gives_neither_the_secret_nor_the_right_signature_away()
    {
        foreach (var (proof, signature) in Proofs())
        {
            foreach (var refusal in new[] { Refuse(proof, "wrong", Sample, "abc123"), Refuse(proof, null, Sample, "abc123"), Refuse(proof, signature, Sample, "abc124") })
            {
                Assert.DoesNotContain("abc12", refusal);
                Assert.DoesNotContain(signature, refusal);
            }
        }
    }

    [Fact]
    public void A_setting_of_the_account_renames_the_header_of_a_shared_secret()
    {
        var account = With(new PushSecret("abc123")) with { Settings = new Dictionary<string, string> { ["PushHeader"] = "X-Our-Token" } };

        Assert.Null(Dhl.Refuse(name => name == "X-Our-Token" ? "abc123" : null, Sample, account, Now));
        Assert.NotNull(Dhl.Refuse(name => name == "DHL-Push-Token" ? "abc123" : null, Sample, account, Now));
    }

    private static IEnumerable<(PushProof Proof, string Signature)> Proofs() =>
    [
        (Fedex, SampleSignature),
        (EasyPost, "hmac-sha256-hex=" + Convert.ToHexStringLower(HMACSHA256.HashData("abc123"u8, Sample))),
        (Seventeentrack, Convert.ToHexStringLower(SHA256.HashData([.. Sample, .. "/abc123"u8]))),
        (Dhl, "abc123"),
    ];

    private static string? Refuse(PushProof proof, string? header, byte[] body, string secret) => proof.Refuse(_ => header, body, With(new PushSecret(secret)), Now);

    private static Account With(params PushSecret[] secrets) => new() { Carrier = new CarrierId("fedex"), PushSecrets = secrets };
}
