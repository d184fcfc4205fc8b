namespace Tracking.Core.Timelines;

/// <summary>Why a statement is on its line: that it leads, or why it tells of the leader's scan; from the surest reason to the weakest.</summary>
public enum SameScanReason
{
    Leads,

    /// <summary>The same milestone at the same instant.</summary>
    SameInstant,

    /// <summary>The same milestone in the same minute; one of them has no seconds.</summary>
    SameMinute,

    /// <summary>The same instant; one of them says no more than <em>in transit</em>.</summary>
    SameInstantCoarser,

    /// <summary>The same instant; one of them has a code that nobody has mapped.</summary>
    SameInstantUnread,

    /// <summary>The same wall clock; one of them has the wrong offset beside it.</summary>
    SameClockOtherOffset,

    /// <summary>The same wall clock; one of them has no offset.</summary>
    SameClockNoOffset,

    /// <summary>The same instant, if the clock without an offset is UTC.</summary>
    UniversalClock,

    /// <summary>The same source again: the same code for the same instant, in another zone or with its place spelled anew.</summary>
    Restated,

    /// <summary>The same source later: the same clock and place in other words, where it prints no codes.</summary>
    Reworded,

    /// <summary>The same milestone on the same day; one of them has no hour.</summary>
    SameDay,

    /// <summary>The same milestone and place, apart by whole quarter hours: one of them read its clock in a wrong zone.</summary>
    Shifted,
}
