using Tracking.Core.Events;
using Tracking.Core.Postgres;
using Tracking.Portal.Buyer;

namespace Tracking.Portal.Ops;

/// <summary>How the pages of codes say what one is and what it means: pure.</summary>
public static class CodeView
{
    /// <summary><c>DE / 08</c>; <c>no code</c> where the carrier's words are all there is.</summary>
    public static string Name(string? code, string? sub) => code is null ? "no code" : string.IsNullOrEmpty(sub) ? code : $"{code} / {sub}";

    /// <summary><c>Attempt failed (Recipient absent)</c>, or why it is left out.</summary>
    public static string Meaning(StoredCodeRow row) =>
        (row.Milestone is { } milestone ? Words.Of(milestone) : "Left out on purpose") + (row.Reason is { } reason ? $" ({Words.Of(reason)})" : "")
        + (row.Class is EventClass.Actual ? "" : $", {Words.Of(row.Class).ToLowerInvariant()}");

    /// <summary>A carrier's words without what could tell who somebody is.</summary>
    public static string Said(string? wording) => Masking.Of(wording) ?? "no words";

    /// <summary>True for words that name a person or a number: no other parcel will have the very same.</summary>
    public static bool IsOfOneParcel(UnknownCode code) => code.Code is null && code.Wording is { } wording && Masking.Of(wording) != wording.Trim();

    /// <summary>Milestones under the stage that they show, information last.</summary>
    public static IReadOnlyList<(string Stage, IReadOnlyList<Milestone> Milestones)> Milestones { get; } =
        [.. Enum.GetValues<Milestone>().GroupBy(one => one.StageOf()).OrderBy(same => same.Key ?? (Stage)99).Select(same => (same.Key is { } stage ? Words.Of(stage) : "Information only", (IReadOnlyList<Milestone>)[.. same]))];

    /// <summary>Reasons under the party that they are of.</summary>
    public static IReadOnlyList<(string Party, IReadOnlyList<Reason> Reasons)> Reasons { get; } =
        [.. Enum.GetValues<Reason>().GroupBy(one => one.PartyOf()).Select(same => (Words.Of(same.Key), (IReadOnlyList<Reason>)[.. same]))];

    /// <summary>What a dry run found, and what that asks of whoever tried it.</summary>
    public static string Verdict(Replay tried) => tried switch
    {
        { ReadingsChanged: 0, WiresGone: > 0 } => "Nothing that is still kept reads otherwise. It will be read so from now on.",
        { ReadingsChanged: 0 } => "No event reads otherwise by this row: this carrier is read by another code or by its words. It can be applied, but will change nothing that came so far.",
        { TimelinesChanged: 0 } => $"{Words.Count(tried.ReadingsChanged, "event")} would read otherwise; no timeline changes.",
        _ => $"{Words.Count(tried.ReadingsChanged, "event")} would read otherwise on {Words.Count(tried.TimelinesChanged, "timeline")}; {Words.Count(tried.StagesChanged, "stage")} would change.",
    };
}
