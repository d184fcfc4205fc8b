using System.Security.Cryptography;
using NodaTime;

namespace Tracking.Carriers;

/// <summary>How a push shows that it comes from its carrier; over the raw bytes, in constant time, against every secret valid now.</summary>
public abstract record PushProof
{
    /// <summary>Null where the push is proven, else why not: a sentence for the carrier's engineer that gives no secret away.</summary>
    /// <param name="header">Value of a header by name, case-insensitive; null where absent.</param>
    public abstract string? Refuse(Func<string, string?> header, ReadOnlySpan<byte> body, Account account, Instant now);

    /// <summary>How a push is proven, in a sentence for the carrier's engineer.</summary>
    public abstract string Says(Account account);

    /// <summary>A push of this content as its sender would prove it: for samples and tests.</summary>
    /// <param name="content">The body; where the form of a push wraps it, what is wrapped.</param>
    public abstract SignedPush Sign(string secret, ReadOnlyMemory<byte> content, Account account, Instant now);

    /// <summary>What a push that knows the secret would have given for what it signs.</summary>
    protected delegate byte[] Expected(string secret, ReadOnlySpan<byte> signed);

    /// <summary>Null where one secret valid now makes what was given, else why not.</summary>
    /// <param name="where">Where it was given, as the beginning of a sentence.</param>
    protected static string? Compare(string where, byte[] given, ReadOnlySpan<byte> signed, Account account, Instant now, Expected expected)
    {
        var (tried, proven) = (false, false);
        foreach (var secret in account.PushSecrets)
        {
            if (!secret.IsValidAt(now) || string.IsNullOrWhiteSpace(secret.Value))
                continue;
            tried = true;
            proven |= CryptographicOperations.FixedTimeEquals(given, expected(secret.Value, signed)); // every secret is tried: how long it takes says nothing
        }
        return proven ? null
            : tried ? $"{where} does not prove this body."
            : "No push secret of this carrier is valid now.";
    }
}
