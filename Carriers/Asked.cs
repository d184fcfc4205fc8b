using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>What asking a carrier came to: bytes to store and read, or none and why.</summary>
public abstract record Asked
{
    private Asked()
    {
    }

    /// <summary>An HTTP answer of any status, to be stored and read.</summary>
    public sealed record Answer(Wire Wire) : Asked;

    /// <summary>No whole answer came, or the carrier was not asked because it failed too often.</summary>
    /// <param name="Why">A phrase of ours without addresses or numbers.</param>
    /// <param name="RetryAfter">When asking makes sense again, where known.</param>
    public sealed record NoAnswer(string Why, Duration? RetryAfter = null) : Asked;

    /// <summary>The carrier gives this account no access token: a person must mend its credentials.</summary>
    public sealed record Denied(string Why) : Asked;
}
