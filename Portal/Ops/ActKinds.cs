using NodaTime;
using Tracking.Core.Cases;

namespace Tracking.Portal.Ops;

/// <summary>What each kind of act is called and makes.</summary>
public static class ActKinds
{
    /// <summary>Acts that ask for something first.</summary>
    public static bool Asks(this ActKind kind) => kind is ActKind.Give or ActKind.Snooze or ActKind.Note or ActKind.Resolve or ActKind.Dismiss;

    /// <summary>The act for a key of the keyboard; null for other keys.</summary>
    public static ActKind? OfKey(string key) => key switch
    {
        "a" => ActKind.Acknowledge,
        "t" => ActKind.Take,
        "b" => ActKind.GiveBack,
        "i" => ActKind.Give,
        "s" => ActKind.Snooze,
        "n" => ActKind.Note,
        "r" => ActKind.Resolve,
        "d" => ActKind.Dismiss,
        "e" => ActKind.Reopen,
        _ => null,
    };

    public static string Name(ActKind kind) => kind switch
    {
        ActKind.Take => "Take",
        ActKind.GiveBack => "Give back",
        ActKind.Give => "Give",
        ActKind.Note => "Note",
        _ => kind.ToString(),
    };

    /// <summary>What a case then is.</summary>
    public static string Past(ActKind kind) => kind switch
    {
        ActKind.Take => "yours",
        ActKind.GiveBack => "nobody's",
        ActKind.Give => "given",
        ActKind.Snooze => "snoozed",
        ActKind.Note => "noted",
        ActKind.Resolve => "resolved",
        ActKind.Dismiss => "dismissed",
        ActKind.Reopen => "reopened",
        _ => "acknowledged",
    };

    /// <param name="to">Who takes it, for <see cref="ActKind.Take"/> and <see cref="ActKind.Give"/>.</param>
    public static TriageAct Act(ActKind kind, string? note, Instant until, WakeOn? wakeOn, string? to) => kind switch
    {
        ActKind.Take or ActKind.Give => new TriageAct.Assign(to, note),
        ActKind.GiveBack => new TriageAct.Assign(null, note),
        ActKind.Snooze => new TriageAct.Snooze(until, note, wakeOn),
        ActKind.Note => new TriageAct.AddNote(note),
        ActKind.Resolve => new TriageAct.Resolve(note),
        ActKind.Dismiss => new TriageAct.Dismiss(note),
        ActKind.Reopen => new TriageAct.Reopen(note),
        _ => new TriageAct.Acknowledge(note),
    };
}
