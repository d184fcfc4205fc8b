using NodaTime;
using NodaTime.Text;
using Tracking.Core.Cases;
using Tracking.Core.Parcels;

namespace Tracking.Portal.Ops;

/// <summary>How claim windows are told.</summary>
public static class ClaimView
{
    /// <summary>The deadlines by rows: those that are known one by one, the others of a carrier in one.</summary>
    public static IReadOnlyList<(CarrierId Carrier, string Kinds, ClaimDeadline Deadline)> Rows(IReadOnlyList<ClaimDeadline> deadlines) =>
    [
        .. deadlines.Where(deadline => deadline.Window is not null).Select(deadline => (deadline.Carrier, KindOf(deadline.Kind), deadline)),
        .. deadlines.Where(deadline => deadline.Window is null).GroupBy(deadline => deadline.Carrier)
            .Select(of => (of.Key, string.Join(", ", of.Select((deadline, index) => index == 0 ? KindOf(deadline.Kind) : KindOf(deadline.Kind).ToLowerInvariant())), of.First())),
    ];

    public static string KindOf(ClaimKind kind) => kind switch
    {
        ClaimKind.Search => "Ask to search",
        ClaimKind.Loss => "Claim for loss",
        ClaimKind.Damage => "Claim for damage",
        _ => "Claim for delay",
    };

    /// <summary>From when until when, without regard to today.</summary>
    public static string WindowOf(ClaimDeadline deadline) => deadline.Window is not { } window ? EvidenceView.NotKnown
        : deadline.Start is null ? $"{Rule(window)}, which is not known yet"
        : $"{(deadline.OpensOn is { } opens && window.OpensAfterDays > 0 ? $"from {Day(opens)} " : "")}{(deadline.ClosesOn is { } closes ? $"until {Day(closes)}" : "on, its end is not known")} ({Rule(window)})";

    /// <summary>How long there still is.</summary>
    /// <param name="today">The day that counts, in UTC.</param>
    public static string CountdownOf(ClaimDeadline deadline, LocalDate today) => deadline switch
    {
        { Window: null } => EvidenceView.NotKnown,
        { Start: null } => $"not counting yet: {Rule(deadline.Window)}",
        { OpensOn: { } opens } when today < opens => $"opens in {Days(today, opens)}, on {Day(opens)}",
        { ClosesOn: { } closes } when today > closes => $"closed {Days(closes, today)} ago, on {Day(closes)}",
        { ClosesOn: { } closes } when today == closes => "today is the last day",
        { ClosesOn: { } closes } => $"{Days(today, closes)} left, until {Day(closes)}",
        _ => "open; its end is not known",
    };

    /// <summary>How well a window is known, and from where.</summary>
    public static string SourceOf(ClaimWindow window) => window.Known switch
    {
        HowKnown.Verified => "[V] read at the carrier",
        HowKnown.ThirdParty => "[T] told by third parties: check with the carrier",
        HowKnown.Recalled => "[R] recalled, not checked: check with the carrier",
        _ => "[I] inferred: check with the carrier",
    } + $". Source: {window.Source}; {(window.ReadOn is { } day ? "read " + Day(day) : "nobody noted when it was read")}.";

    private static string Rule(ClaimWindow window)
    {
        var from = window.From switch { CountedFrom.Accepted => "the carrier's first scan", CountedFrom.Delivered => "the delivery", _ => "the day it was expected" };
        var days = window switch
        {
            { OpensAfterDays: { } opens, ClosesAfterDays: { } closes } => $"days {opens} to {closes}",
            { ClosesAfterDays: { } closes } => Words.Count(closes, "day"),
            { OpensAfterDays: { } opens } => $"from day {opens} on",
            _ => "at any time",
        };
        return $"{days} after {from}{(window.Product is { } product ? $", for {product}" : "")}";
    }

    private static string Days(LocalDate from, LocalDate to) => Words.Count(Period.DaysBetween(from, to), "day");

    private static string Day(LocalDate day) => LocalDatePattern.Iso.Format(day);
}
