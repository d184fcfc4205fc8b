using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Tracking.Carriers.Sandbox;

/// <summary>Bearer tokens that a stand-in has handed out and still honours.</summary>
public sealed class IssuedTokens(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _until = new(StringComparer.Ordinal);

    public string Issue(TimeSpan lifetime)
    {
        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _until[token] = time.GetUtcNow() + lifetime;
        return token;
    }

    /// <param name="authorization">The value of the Authorization header.</param>
    public bool Honours(string? authorization) =>
        authorization is not null && authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && _until.TryGetValue(authorization["Bearer ".Length..].Trim(), out var until) && time.GetUtcNow() < until;
}
