using System.Security.Cryptography;
using System.Text;

namespace Tracking.Carriers;

/// <summary>A header that repeats a secret agreed beforehand: it proves the sender, not the body, and so is never more than a hint.</summary>
/// <param name="Setting">The account's setting that renames the header, where the subscriber chooses it.</param>
public sealed record SharedHeader(string Header, string? Setting = null) : HeaderProof(Header)
{
    protected override string NameFor(Account account) => Setting is not null && account[Setting].Trim() is { Length: > 0 } chosen ? chosen : Header;

    public override string Says(Account account) =>
        $"The header {NameFor(account)} repeats the push secret. It proves the sender and not the body: what is told is taken as a hint, and asked about before it counts.";

    protected override string Encode(string secret, ReadOnlySpan<byte> body) => secret;

    // Digests of both, so that how long the comparison takes does not tell the secret's length.
    protected override byte[] Decode(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));

    protected override byte[] Expect(string secret, ReadOnlySpan<byte> body) => SHA256.HashData(Encoding.UTF8.GetBytes(secret.Trim()));
}
