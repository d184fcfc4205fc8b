using System.Security.Cryptography;
using System.Text;

namespace Tracking.Carriers;

/// <summary>A header holding the hex SHA-256 of the raw body, a slash and the secret: 17TRACK's, a plain hash and no HMAC.</summary>
public sealed record HashSuffix(string Header) : HeaderProof(Header)
{
    protected override byte[]? Decode(string value) => HmacHeader.OfHex(value);

    public override string Says(Account account) => $"The header {NameFor(account)} holds the hex digits of SHA-256 over the raw body, a slash and the push secret.";

    protected override string Encode(string secret, ReadOnlySpan<byte> body) => Convert.ToHexStringLower(Expect(secret, body));

    protected override byte[] Expect(string secret, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(body);
        hash.AppendData("/"u8);
        hash.AppendData(Encoding.UTF8.GetBytes(secret));
        return hash.GetHashAndReset();
    }
}
