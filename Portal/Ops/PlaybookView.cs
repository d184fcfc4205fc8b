using System.Globalization;
using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Notices;
using Tracking.Core.Postgres;
using Tracking.Portal.Buyer;

namespace Tracking.Portal.Ops;

/// <summary>How playbooks are said in words.</summary>
public static class PlaybookView
{
    public const string Path = "/ops/playbooks";

    /// <summary>What a kind of step is called.</summary>
    public static string Of(StepKind kind) => kind switch
    {
        StepKind.AskCarrier => "Ask the carrier",
        StepKind.AskBuyer => "Ask the buyer",
        StepKind.Claim => "Claim from the carrier",
        StepKind.Wait => "Wait until",
        _ => kind.ToString(),
    };

    /// <summary>Which cases it is for: <c>Stalled or Not found · FedEx · worth 200 USD or more · 5 days or longer</c>.</summary>
    public static string Of(PlaybookScope scope, Func<string, string> nameOf)
    {
        var parts = new List<string>();
        if (scope.Kinds.Count > 0)
            parts.Add(string.Join(" or ", scope.Kinds.Select(kind => Words.Of(kind))));
        if (scope.Carriers.Count > 0)
            parts.Add(string.Join(" or ", scope.Carriers.Select(nameOf)));
        if (scope.Tiers.Count > 0)
            parts.Add("tier " + string.Join(" or ", scope.Tiers));
        if (scope.WorthFrom is { } worth)
            parts.Add($"worth {worth.ToString("#,0.##", CultureInfo.InvariantCulture)} USD or more");
        if (scope.DaysFrom is { } days)
            parts.Add(Words.Count(days, "day") + " or longer");
        return parts.Count == 0 ? "Every case for which there is no other" : string.Join(" · ", parts);
    }

    /// <summary>How a wait ends: <c>until customs let it go, 5 days at most</c>.</summary>
    public static string Until(PlaybookStep step) => step.WakeOn is { } on
        ? $"until {SnoozeChoice.Label(on)}, {Words.Count(step.Days ?? 1, "day")} at most"
        : Words.Count(step.Days ?? 1, "day");

    /// <summary>What was done to a step, by whom, and how long after the case was opened.</summary>
    public static string Standing(CaseStep step, Instant opened) => step is { By: { } by, At: { } at, State: not TickState.Open }
        ? $"{(step.State is TickState.Sent ? "sent" : step.State is TickState.Skipped ? "left out" : "done")} by {by}, {Took(at - opened)} after the case was opened" : "";

    /// <summary>What became of a step's letter.</summary>
    public static string Of(MailState state) => state switch
    {
        MailState.Waiting => "waits in the outbox",
        MailState.Claimed => "is being handed over",
        MailState.Sent => "has left",
        MailState.Refused => "was refused",
        MailState.Uncertain => "may have arrived, nobody knows",
        _ => "was dropped",
    };

    /// <summary>Whether it is live, in which version, and whether somebody writes a new one.</summary>
    public static string Standing(StoredPlaybook one) =>
        (one.Version switch { null => one.Revision > 1 || one.IsShipped ? "off" : "never live", 0 => "live, as shipped", { } version => $"live, version {version}" }) + (one.Draft is null ? "" : ", a draft is being written");

    /// <summary><c>35 min</c>, <c>3 h</c>, <c>4 d</c>.</summary>
    public static string Took(Duration span) => span.TotalMinutes switch
    {
        < 1 => "less than a minute",
        < 60 and var minutes => $"{(int)minutes} min",
        < 48 * 60 and var minutes => $"{(int)(minutes / 60)} h",
        var minutes => $"{(int)(minutes / 1440)} d",
    };

    /// <summary>A language's own name; the tag where there is none of it.</summary>
    public static string Language(string tag) => Buyer.Language.All.FirstOrDefault(one => one.Tag == tag)?.Name ?? tag;
}
