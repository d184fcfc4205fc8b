using System.Security.Cryptography;
using System.Text;

namespace Tracking.Carriers;

/// <summary>A header holding the hex SHA-256 of the raw body, a slash and the secret: 17TRACK's, a plain hash and no HMAC.</summary>
public sealed record HashSuffix(string Header) : HeaderProof(Header)
{
    protected override byte[]? Decode(string value) => HmacHeader.OfHex(value);

    protected override byte[] Expect(string secret, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(body);
        hash.AppendData("/"u8);
        hash.AppendData(Encoding.UTF8.GetBytes(secret));
        return hash.GetHashAndReset();
    }
}
