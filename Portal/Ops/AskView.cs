using System.Globalization;
using NodaTime;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Jobs;

namespace Tracking.Portal.Ops;

/// <summary>What came of asking a carrier because a person wanted it: pure functions of how the leg stands.</summary>
public static class AskView
{
    /// <summary>What a person asked for longer ago is history, told nowhere but in the audit.</summary>
    private static readonly Duration Recent = Duration.FromMinutes(15);

    /// <summary>How long the page looks every second for what comes of it.</summary>
    private static readonly Duration Watched = Duration.FromMinutes(1);

    /// <summary>True while an answer is awaited any moment.</summary>
    public static bool IsPending(LegAsk leg, Instant now) =>
        leg.HurriedAt is { } since && now - since < Watched && leg.DetachedAt is null && !IsAnswered(leg, since) && !HasFailed(leg, since);

    /// <summary>How it stands, in a sentence; null where nobody wanted it lately.</summary>
    /// <param name="outlook">Whether it can be asked, as far as that was looked up.</param>
    public static string? Says(LegAsk leg, AskOutlook? outlook, Timeline timeline, Instant now)
    {
        if (outlook is AskOutlook.Paused paused)
            return $"{paused.Asked} is paused by {paused.Pause.By ?? "the program"} since {Words.Minute(paused.Pause.At)}{(paused.Pause.Why is { } why ? $": {why.TrimEnd('.')}" : "")}. It is asked when that ends.";
        if (outlook is AskOutlook.NotPolled not)
            return not.Why;
        var asked = leg.HurriedAt is { } wanted && now - wanted < Recent ? wanted : outlook is null ? (Instant?)null : now - LegStore.JustAnswered;
        if (asked is { } from && IsAnswered(leg, from))
            return $"Asked {Ago(leg.AnsweredAt!.Value, now)}: {NewsOf(leg, timeline, leg.AskedAt!.Value)}.";
        if (leg.IsBeingAsked && leg.AskedAt is { } began && now - began < Watched)
            return "Being asked now …";
        if (leg.HurriedAt is not { } since || now - since >= Recent && outlook is null)
            return null;
        if (HasFailed(leg, since))
            return $"Asked {Ago(leg.AskedAt!.Value, now)}: no answer{(leg.NextAskAt is { } next ? $"; asked again at {Words.Minute(next)}" : "")}.";
        if (leg is { Outcome: "Refused", OutcomeWhy: { } refusal } && leg.AskedAt >= since)
            return refusal;
        return outlook switch
        {
            AskOutlook.UsedUp used => $"{used.Asked}'s requests for today are used up; this parcel is first in line at {Words.Minute(used.Until)}.",
            AskOutlook.Waits waits => $"{waits.Asked} failed or asks us to wait; this parcel is first in line at {Words.Minute(waits.Until)}.",
            _ when now - since > Watched => $"First in line since {Words.Minute(since)}; nobody has taken it up yet.",
            AskOutlook.Free free => $"{free.Asked} is asked in a moment.",
            _ => "Asked in a moment.",
        };
    }

    /// <summary>True where it was asked since then and answered since it was; a push alone is no answer.</summary>
    private static bool IsAnswered(LegAsk leg, Instant since) => leg.AskedAt >= since && leg.AnsweredAt >= leg.AskedAt;

    private static bool HasFailed(LegAsk leg, Instant since) => leg.AskedAt >= since && !leg.IsBeingAsked && leg.Failures > 0 && !(leg.AnsweredAt >= leg.AskedAt);

    private static string NewsOf(LegAsk leg, Timeline timeline, Instant since)
    {
        var fresh = timeline.Lines.Count(line => line.Sources.Any(source => source.Number.Value == leg.Number && source.ReceivedAt >= since));
        return fresh > 0 ? $"{Words.Count(fresh, "line")} with news"
            : leg.Outcome is null or "Tracked" ? "no news"
            : Words.Split(leg.Outcome).ToLowerInvariant() + (leg.OutcomeWhy is { } why ? $" ({why.TrimEnd('.')})" : "");
    }

    private static string Ago(Instant at, Instant now) =>
        now - at is { TotalSeconds: < 60 } span ? Math.Max(0, (int)span.TotalSeconds).ToString(CultureInfo.InvariantCulture) + " s ago" : Words.Ago(at, now);
}
