using NodaTime;

namespace Tracking.Carriers;

/// <summary>A proof that stands in one header: decoded, then compared in constant time with what every secret valid now would have made.</summary>
/// <param name="Header">Name of the header, case-insensitive.</param>
public abstract record HeaderProof(string Header) : PushProof
{
    public sealed override string? Refuse(Func<string, string?> header, ReadOnlySpan<byte> body, Account account, Instant now)
    {
        var name = NameFor(account);
        if (header(name) is not { } value || string.IsNullOrWhiteSpace(value))
            return $"The header {name} is missing.";
        if (Decode(value.Trim()) is not { } given)
            return $"The header {name} is not in its form.";
        return Compare($"The header {name}", given, body, account, now, Expect);
    }

    public sealed override SignedPush Sign(string secret, ReadOnlyMemory<byte> content, Account account, Instant now) =>
        new([(NameFor(account), Encode(secret, content.Span))], content);

    /// <summary>The header's value for a body.</summary>
    protected abstract string Encode(string secret, ReadOnlySpan<byte> body);

    /// <summary>The header's name for an account.</summary>
    protected virtual string NameFor(Account account) => Header;

    /// <summary>The bytes that a header's value stands for; null where it is not in its form.</summary>
    protected abstract byte[]? Decode(string value);

    /// <summary>What <see cref="Decode"/> gives for a push that knows the secret.</summary>
    protected abstract byte[] Expect(string secret, ReadOnlySpan<byte> body);
}
