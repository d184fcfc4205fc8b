using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;

namespace Tracking.Portal.Ops;

/// <summary>How a parcel's page says what is known: pure functions of the settled view.</summary>
public static class ParcelOpsView
{
    private static readonly LocalDateTimePattern Clock = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");
    private static readonly OffsetPattern OffsetOf = OffsetPattern.CreateWithInvariantCulture("+HH:mm");

    /// <summary>Newest first: as the timeline has it, backwards.</summary>
    public static IReadOnlyList<TimelineLine> Lines(Timeline timeline) => [.. timeline.Lines.Reverse()];

    /// <summary>Where the parcel stands, in a word: on its way back is not yet back.</summary>
    public static string StandingOf(Timeline timeline) => timeline switch
    {
        { Stage: Stage.Returned, Milestone: { } milestone } => Words.Of(milestone),
        { Stage: { } stage } => Words.Of(stage),
        _ => "Nothing heard yet",
    };

    /// <summary>The clock at the place; the day alone where no hour was said.</summary>
    public static string LocalOf(EventTime? time) => time switch
    {
        null => "no readable time",
        { IsDateOnly: true } day => LocalDatePattern.Iso.Format(day.Local.Date),
        { } at => Clock.Format(at.Local),
    };

    /// <summary><c>-03:00 · stated</c>: the offset and how it is known, or that it is not.</summary>
    public static string OffsetText(EventTime? time) => time switch
    {
        null => "",
        { IsDateOnly: true } => "day only",
        { Offset: { } offset } at => $"{OffsetOf.Format(offset)} · {Words.Of(at.Basis).ToLowerInvariant()}",
        _ => "offset not known",
    };

    /// <summary>How the offset is known, in words.</summary>
    public static string BasisText(EventTime? time) => time?.Basis switch
    {
        null => "the printed clock cannot be read",
        TimeBasis.Stated => "the carrier printed the offset",
        TimeBasis.Facility => "zone of the facility",
        TimeBasis.Place => "zone of the place",
        TimeBasis.Carrier => "zone the carrier keeps",
        TimeBasis.Assumed => "assumed, not said",
        TimeBasis.DateOnly => "only the day was said",
        _ => "nobody told the zone",
    };

    /// <summary>What a line means to us; a code that nobody has mapped says so.</summary>
    public static string MeaningOf(TimelineLine line) =>
        line.Milestone is { } milestone
            ? Words.Of(milestone) + (line.Reason is { } reason ? $" ({Words.Of(reason).ToLowerInvariant()})" : "")
            : line.Sources.FirstOrDefault()?.Mapping is { } mapping && mapping.StartsWith("left out", StringComparison.Ordinal) ? "Left out on purpose" : "Unknown code";

    /// <summary>True for a code that the carrier's table does not have.</summary>
    public static bool IsUnknown(TimelineLine line) => line.Milestone is null && line.Sources.Any(source => source.Mapping == "unknown");

    /// <summary>What keeps a line from counting; null where nothing does.</summary>
    public static string? Caveat(TimelineLine line) =>
        line.Withdrawn ? "taken back by its source"
        : !line.Confirmed ? "only hinted at, not confirmed yet"
        : line.Class is not EventClass.Actual ? Words.Of(line.Class).ToLowerInvariant()
        : null;

    /// <summary>The lines that prove a finding, oldest first.</summary>
    public static IReadOnlyList<TimelineLine> EvidenceOf(Finding finding, Timeline timeline) =>
        [.. timeline.Lines.Where(line => finding.Evidence.Contains(line.Key) || line.Sources.Any(source => finding.Evidence.Contains(source.Key)))];

    /// <summary>What the last asking of a leg's carrier brought.</summary>
    public static string OutcomeOf(LegAsk leg) => leg switch
    {
        { DetachedAt: not null } => "taken off",
        { Carrier: null } => "the carrier is not decided",
        { Outcome: { } outcome } => Words.Split(outcome) + (leg.Failures > 1 ? $", {leg.Failures.ToString(CultureInfo.InvariantCulture)} times in a row" : ""),
        { AskedAt: null, NextAskAt: null } => "not asked",
        { AskedAt: null } => "not asked yet",
        _ => "no answer yet",
    };

    /// <summary><c>2026-11-24</c> or <c>2026-11-24 to 2026-11-26</c>.</summary>
    public static string Days(Edd edd) =>
        edd.From == edd.To ? LocalDatePattern.Iso.Format(edd.From) : $"{LocalDatePattern.Iso.Format(edd.From)} to {LocalDatePattern.Iso.Format(edd.To)}";
}
