using NodaTime;

namespace Tracking.Core.Cases;

/// <summary>What people can change of a case, as the audit keeps it.</summary>
public sealed record CaseMark(CaseState State, string? Assignee, Instant? SnoozedUntil, WakeOn? WakeOn = null)
{
    public static CaseMark Of(Case held) => new(held.State, held.Assignee, held.SnoozedUntil, held.WakeOn);
}
