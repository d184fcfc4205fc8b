using NodaTime;

namespace Tracking.Carriers;

/// <summary>What a wire turned out to be: a failure of the whole call, an acknowledgement, or one result per number.</summary>
public abstract record CarrierReply
{
    private CarrierReply()
    {
    }

    /// <summary>Ask again later: 429, or a quota spent.</summary>
    public sealed record Throttled(Duration? RetryAfter, string Why) : CarrierReply;

    /// <summary>Our credentials or our right to ask were refused: a person must mend the account.</summary>
    public sealed record Refused(string Why) : CarrierReply;

    /// <summary>An answer came that this reader cannot read; <c>retired format</c> for one that the carrier no longer sends.</summary>
    public sealed record Unreadable(string Why) : CarrierReply;

    /// <summary>No answer, or the carrier's own failure (5xx).</summary>
    public sealed record Unreachable(string Why) : CarrierReply;

    /// <summary>A token, a quota, a subscription, "tracking stopped": nothing about a parcel's way.</summary>
    public sealed record Acknowledged(string What) : CarrierReply
    {
        /// <summary>The numbers it speaks of.</summary>
        public IReadOnlyList<Core.Parcels.TrackingNumber> Numbers { get; init; } = [];
    }

    /// <summary>One result per number; none at all where the call failed without judging any number.</summary>
    public sealed record Answered(IReadOnlyList<NumberResult> Results) : CarrierReply
    {
        /// <summary>What was odd, in sentences for the carrier's maintainer; never personal data.</summary>
        public IReadOnlyList<string> Problems { get; init; } = [];
    }
}
