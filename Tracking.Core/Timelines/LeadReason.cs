namespace Tracking.Core.Timelines;

/// <summary>Why the leader of a line leads before the next strongest of its sources.</summary>
public enum LeadReason
{
    /// <summary>It is the carrier itself; the other retells.</summary>
    OwnWord,

    /// <summary>It is evidence; the other is a hint.</summary>
    BetterProof,

    /// <summary>Its clock tells more: an earned offset before none, an hour before a day, any before one that cannot be read.</summary>
    BetterClock,

    /// <summary>Its clock has seconds.</summary>
    Seconds,

    /// <summary>It is the leg on whose side of the border it happened.</summary>
    OwnSide,

    /// <summary>It means more than <em>in transit</em>.</summary>
    MoreMeaning,

    /// <summary>Nothing but the order of their keys.</summary>
    Key,
}
