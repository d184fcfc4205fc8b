using NodaTime;

namespace Tracking.Core.Cases;

/// <summary>What people may do with a case: a pure decision, applied and recorded by the store.</summary>
public static class Triage
{
    /// <summary>The longest note.</summary>
    public const int NoteLength = 2000;

    /// <summary>The longest snooze: after it the parcel's story has changed anyway.</summary>
    public static readonly Duration LongestSnooze = Duration.FromDays(60);

    /// <summary>What <paramref name="act"/> of <paramref name="by"/> makes of a case.</summary>
    /// <param name="held">The case as it stands, not as the person saw it.</param>
    /// <param name="act">What is wanted.</param>
    /// <param name="by">Who wants it, by e-mail address.</param>
    /// <param name="now">When.</param>
    public static TriageDecision Decide(Case held, TriageAct act, string by, Instant now)
    {
        var note = NoteOf(act);
        if (note?.Length > NoteLength)
            return new TriageDecision.Refused($"A note has at most {NoteLength} characters.");
        if (held.State.IsClosed() && act is not (TriageAct.Reopen or TriageAct.AddNote or TriageAct.Undo))
            return new TriageDecision.Refused("This case is closed: reopen it first.");
        return act switch
        {
            TriageAct.Acknowledge when held.State is CaseState.Acknowledged && held.Assignee is not null =>
                new TriageDecision.Refused($"{held.Assignee} has acknowledged it already."),
            TriageAct.Acknowledge => Done("acknowledged", held with
            {
                State = CaseState.Acknowledged,
                Assignee = held.Assignee ?? by,
                SnoozedUntil = null,
                WakeOn = null,
            }),
            TriageAct.Assign(var to, _) when to == held.Assignee =>
                new TriageDecision.Refused(to is null ? "Nobody has it anyway." : $"{to} has it already."),
            TriageAct.Assign(null, _) => Done("unassigned", held with { Assignee = null }),
            TriageAct.Assign(var to, _) => Done("assigned", held with { Assignee = to }),
            TriageAct.Snooze(var until, _, _) when until <= now => new TriageDecision.Refused("A snooze ends in the future."),
            TriageAct.Snooze(var until, _, _) when until > now + LongestSnooze =>
                new TriageDecision.Refused($"A snooze lasts at most {LongestSnooze.Days} days."),
            TriageAct.Snooze(var until, _, var wakeOn) => Done("snoozed", held with { State = CaseState.Snoozed, SnoozedUntil = until, WakeOn = wakeOn }),
            TriageAct.Resolve when note is null => new TriageDecision.Refused("Say in a note how it was resolved."),
            TriageAct.Resolve => Done("resolved", Closed(CaseState.Resolved)),
            TriageAct.Dismiss when note is null => new TriageDecision.Refused("Say in a note why it needs nobody."),
            TriageAct.Dismiss => Done("dismissed", Closed(CaseState.Dismissed)),
            TriageAct.Reopen when held.State is CaseState.Open or CaseState.Acknowledged => new TriageDecision.Refused("This case is open already."),
            TriageAct.Reopen => Done("reopened", held with { State = CaseState.Open, SnoozedUntil = null, WakeOn = null, ClosedAt = null }),
            TriageAct.AddNote when note is null => new TriageDecision.Refused("The note is empty."),
            TriageAct.AddNote => Done("noted", held),
            TriageAct.Undo(var was, var undone) => Done("undid", held with
            {
                State = was.State,
                Assignee = was.Assignee,
                SnoozedUntil = was.SnoozedUntil,
                WakeOn = was.WakeOn,
                ClosedAt = was.State.IsClosed() ? held.ClosedAt ?? now : null,
            }, undone),
            _ => throw new ArgumentOutOfRangeException(nameof(act), act, "An act that Triage does not know."),
        };

        TriageDecision Done(string verb, Case after, string? said = null) =>
            new TriageDecision.Done(verb, after with { ChangedAt = now, Version = held.Version + 1 }, said ?? note);

        Case Closed(CaseState state) => held with { State = state, SnoozedUntil = null, WakeOn = null, ClosedAt = now };
    }

    private static string? NoteOf(TriageAct act)
    {
        var text = act switch
        {
            TriageAct.Acknowledge(var note) => note,
            TriageAct.Assign(_, var note) => note,
            TriageAct.Snooze(_, var note, _) => note,
            TriageAct.Resolve(var note) => note,
            TriageAct.Dismiss(var note) => note,
            TriageAct.Reopen(var note) => note,
            TriageAct.AddNote(var note) => note,
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }
}
