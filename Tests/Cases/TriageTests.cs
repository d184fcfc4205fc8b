using NodaTime;
using Tracking.Core.Cases;
using Xunit;

namespace Tracking.Tests.Cases;

public sealed class TriageTests
{
    static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 12, 0);
    static readonly Case Fresh = new() { Id = 1, ParcelId = 7, State = CaseState.Open, OpenedAt = Now, ChangedAt = Now, Version = 3 };

    static Case Done(Case held, TriageAct act) => Assert.IsType<TriageDecision.Done>(Triage.Decide(held, act, "mara@example.test", Now)).After;

    static string Refused(Case held, TriageAct act) => Assert.IsType<TriageDecision.Refused>(Triage.Decide(held, act, "mara@example.test", Now)).Why;

    [Fact]
    public void Whoever_acknowledges_a_case_that_nobody_has_takes_it()
    {
        var after = Done(Fresh, new TriageAct.Acknowledge());
        Assert.Equal((CaseState.Acknowledged, "mara@example.test", 4), (after.State, after.Assignee, after.Version));
    }

    [Fact]
    public void Acknowledging_takes_a_case_from_nobody_else() =>
        Assert.Equal("jonas@example.test", Done(Fresh with { Assignee = "jonas@example.test" }, new TriageAct.Acknowledge()).Assignee);

    [Fact]
    public void A_case_is_resolved_or_dismissed_only_with_a_note()
    {
        Refused(Fresh, new TriageAct.Resolve("  "));
        Refused(Fresh, new TriageAct.Dismiss(null));
        Assert.Equal((CaseState.Resolved, Now), (Done(Fresh, new TriageAct.Resolve("sent again")).State, Done(Fresh, new TriageAct.Resolve("sent again")).ClosedAt));
        Assert.Equal(CaseState.Dismissed, Done(Fresh, new TriageAct.Dismiss("a test")).State);
    }

    [Fact]
    public void A_closed_case_can_only_be_noted_and_reopened()
    {
        var closed = Done(Fresh, new TriageAct.Resolve("done"));
        Refused(closed, new TriageAct.Acknowledge());
        Refused(closed, new TriageAct.Snooze(Now + Duration.FromDays(1), null));
        Assert.Null(Done(closed, new TriageAct.Reopen(null)).ClosedAt);
        Assert.Equal(CaseState.Resolved, Done(closed, new TriageAct.AddNote("buyer says thanks")).State);
    }

    [Fact]
    public void A_snooze_ends_in_the_future_and_within_two_months()
    {
        Refused(Fresh, new TriageAct.Snooze(Now, null));
        Refused(Fresh, new TriageAct.Snooze(Now + Duration.FromDays(61), null));
        Assert.Equal(CaseState.Snoozed, Done(Fresh, new TriageAct.Snooze(Now + Duration.FromHours(4), null)).State);
    }

    [Fact]
    public void A_note_is_kept_with_whatever_act_it_came_with() =>
        Assert.Equal("called them", Assert.IsType<TriageDecision.Done>(Triage.Decide(Fresh, new TriageAct.Assign("jonas@example.test", " called them "), "mara@example.test", Now)).Note);

    [Fact]
    public void An_endless_note_is_refused() => Refused(Fresh, new TriageAct.AddNote(new string('x', Triage.NoteLength + 1)));

    [Fact]
    public void What_an_act_did_is_taken_back_to_the_last_letter()
    {
        var held = Fresh with { State = CaseState.Snoozed, Assignee = "jonas@example.test", SnoozedUntil = Now + Duration.FromDays(2), WakeOn = WakeOn.Delivered };
        var back = Done(Done(held, new TriageAct.Dismiss("a mistake")), new TriageAct.Undo(CaseMark.Of(held), "dismissed"));
        Assert.Equal(held with { Version = back.Version, ChangedAt = back.ChangedAt }, back);
    }

    [Fact]
    public void A_snooze_that_is_over_waits_for_nothing()
    {
        var held = Done(Fresh, new TriageAct.Snooze(Now + Duration.FromDays(2), null, WakeOn.News));
        Assert.Equal(WakeOn.News, held.WakeOn);
        Assert.Null(Done(held, new TriageAct.Acknowledge()).WakeOn);
        Assert.Null(Done(held, new TriageAct.Resolve("done")).WakeOn);
        Assert.Null(Done(held, new TriageAct.Reopen(null)).WakeOn);
    }
}
