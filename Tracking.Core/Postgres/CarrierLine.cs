using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A carrier as operations look at it; numbers are null or nought where nothing was ever recorded.</summary>
public sealed record CarrierLine
{
    public required string Carrier { get; init; }

    /// <summary>False: no credentials, so it is off.</summary>
    public required bool HasAccount { get; init; }
    public Instant? PausedAt { get; init; }

    /// <summary>Null where the program paused it.</summary>
    public string? PausedBy { get; init; }
    public string? PausedWhy { get; init; }

    /// <summary>Null: never asked.</summary>
    public bool? Answering { get; init; }

    /// <summary>Since when it answers, or does not.</summary>
    public Instant? Since { get; init; }
    public Instant? LastAskedAt { get; init; }
    public Instant? LastAnswerAt { get; init; }
    public Instant? LastFailureAt { get; init; }
    public string? LastFailure { get; init; }
    public Instant? LastPushAt { get; init; }
    public required long PushesProven { get; init; }
    public required long PushesRefused { get; init; }

    /// <summary>Requests today.</summary>
    public required int Spent { get; init; }

    /// <summary>No request before.</summary>
    public Instant? NextAt { get; init; }

    /// <summary>Legs that are followed.</summary>
    public required int Legs { get; init; }

    /// <summary>Legs that should have been asked more than an hour ago.</summary>
    public required int Late { get; init; }

    /// <summary>Half of the events of the last day that tell an instant came sooner after it; null where none came.</summary>
    public Duration? Lag { get; init; }

    /// <summary>Wires set aside because nobody could read them.</summary>
    public required int Quarantined { get; init; }

    /// <summary>Different codes that no table has.</summary>
    public required int UnknownCodes { get; init; }
}
