using NodaTime;

namespace Tracking.Carriers;

/// <summary>How a push shows that it comes from its carrier; over the raw bytes, in constant time, against every secret valid now.</summary>
public abstract record PushProof
{
    /// <summary>Null where the push is proven, else why not: a sentence for the carrier's engineer that gives no secret away.</summary>
    /// <param name="header">Value of a header by name, case-insensitive; null where absent.</param>
    public abstract string? Refuse(Func<string, string?> header, ReadOnlySpan<byte> body, Account account, Instant now);
}
