using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;
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
    public static string BasisText(EventTime? time) => ZoneText(time) + time?.Change switch
    {
        ClockChange.Skipped => "; the clocks were put forward over that hour: reckoned as if they had not been",
        ClockChange.Repeated => "; the clocks were put back over that hour: the first time is taken",
        _ => "",
    };

    private static string ZoneText(EventTime? time) => time?.Basis switch
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
        line.Withdrawal is { } withdrawal ? WithdrawalText(withdrawal)
        : !line.Confirmed ? "only hinted at, not confirmed yet"
        : line.Class is not EventClass.Actual ? Words.Of(line.Class).ToLowerInvariant()
        : null;

    /// <summary>Why a source is on its line.</summary>
    public static string WhyOf(LineSource source, TimelineLine line, Func<CarrierId, string> nameOf) => source.Because switch
    {
        SameScanReason.Leads => line.LeadsBy switch
        {
            null => "it leads, alone",
            LeadReason.OwnWord => "it leads: the carrier itself, the others retell",
            LeadReason.BetterProof => "it leads: better proven than the others",
            LeadReason.BetterClock => "it leads: its clock tells more than the others'",
            LeadReason.Seconds => "it leads: its clock has seconds",
            LeadReason.OwnSide => "it leads: the carrier on whose side it happened",
            LeadReason.MoreMeaning => "it leads: it says more than the others",
            _ => "it leads: as good as the others, first by its key",
        },
        SameScanReason.SameInstant => "same scan: same meaning at the same instant",
        SameScanReason.SameMinute => "same scan: same meaning in the same minute, one without seconds",
        SameScanReason.SameInstantCoarser => "same scan: same instant, told more coarsely",
        SameScanReason.SameInstantUnread => "same scan: same instant, with a code nobody has mapped",
        SameScanReason.SameClockOtherOffset => "same scan: same wall clock, one with a wrong offset",
        SameScanReason.SameClockNoOffset => "same scan: same wall clock, one without an offset",
        SameScanReason.UniversalClock => "same scan: same clock, told in UTC without saying so",
        SameScanReason.Restated => "same source again: its clock or place restated",
        SameScanReason.Reworded => "same source again: reworded later",
        SameScanReason.SameDay => "same scan: same meaning on the same day, one without an hour",
        _ => "same scan: same meaning and place, shifted by whole quarter hours",
    } + (source.Source != line.Carrier && line.Sources[0].Source == line.Carrier && source.Because is not SameScanReason.Leads ? $" ({nameOf(source.Source)}'s copy)" : "");

    /// <summary>How a holding ended, or which gap is open.</summary>
    /// <param name="nameOf">A carrier's name.</param>
    public static string EndText(Holding holding, Func<CarrierId, string> nameOf)
    {
        var next = holding.Next is { } carrier ? nameOf(carrier) : "nobody";
        return holding.End switch
        {
            HoldingEnd.Held => "still held",
            HoldingEnd.HandedOver => $"given to {next}",
            HoldingEnd.TakenUnseen => $"taken by {next}, nobody saw it given",
            HoldingEnd.NotTakenByCarrier => $"Gap: given, and {next} has not scanned it",
            HoldingEnd.NotArrivedAbroad => "Gap: left the country, not scanned in another",
            HoldingEnd.NotArrivedAtOffice => "Gap: left an office, not scanned at another",
            HoldingEnd.Delivered => "delivered",
            HoldingEnd.Returned => "returned to the sender",
            _ => "destroyed",
        };
    }

    /// <summary>What was refused under a number, and why.</summary>
    public static string RefusalText(Refusal refusal, Func<CarrierId, string> nameOf) =>
        $"{Words.Count(refusal.Statements, "statement")} of {nameOf(refusal.Source)} under {refusal.Number}"
        + (refusal is { First: { } first, Last: { } last } ? $", {LocalOf(first)} to {LocalOf(last)}" : "") + ": "
        + refusal.Reason switch
        {
            RefusalReason.BeforeOrder => "from before the order was placed, so another parcel's.",
            RefusalReason.EarlierParcel => "of an earlier parcel, the carrier has used the number again.",
            RefusalReason.LaterParcel => "of a later parcel, the carrier has used the number again.",
            _ => $"about a parcel to {refusal.Destination}, not to the order's country.",
        } + $" First in wire {refusal.WireId}.";

    /// <summary>How its source took something back, with the wires that prove it.</summary>
    public static string WithdrawalText(Withdrawal withdrawal) => withdrawal.Basis is WithdrawalBasis.Said
        ? $"taken back by its source in wire {withdrawal.WireIds[0]}"
        : $"taken back: its source's whole history has it no more, in wires {string.Join(" and ", withdrawal.WireIds)}";

    /// <summary>Whose word a line is: the carrier's, or a person's by name.</summary>
    public static string WhoOf(TimelineLine line, IReadOnlyList<Override> overrides, Func<CarrierId, string> nameOf) =>
        line.Sources[0].Source == Override.Person ? $"{Words.Person(overrides.FirstOrDefault(one => one.Key == line.Key)?.By ?? "a person")}, by hand" : nameOf(line.Carrier);

    /// <summary>How long after it happened a source's word reached us; null where that cannot be told.</summary>
    public static string? LagOf(LineSource source, TimelineLine line) =>
        line.Time?.Instant is { } at && source.ReceivedAt - at is var lag && lag >= Duration.FromMinutes(1) ? Words.Ago(at, source.ReceivedAt).Replace(" ago", "", StringComparison.Ordinal) : null;

    /// <summary>What a person corrected, as a verb in the past.</summary>
    public static string ActOf(Override one, Func<CarrierId, string> nameOf) => one.Kind switch
    {
        OverrideKind.Delivered => $"marked it delivered{(one.OccurredAt is { } at ? $", {Words.Minute(at)}" : "")}",
        OverrideKind.Lost => $"marked it lost{(one.OccurredAt is { } at ? $", {Words.Minute(at)}" : "")}",
        OverrideKind.LegAttached => $"attached {one.Number}{(one.Carrier is { } carrier ? $" of {nameOf(carrier)}" : "")}",
        OverrideKind.LegDetached => $"took off {one.Number}",
        _ => $"gave {one.Number} to {(one.Carrier is { } carrier ? nameOf(carrier) : "")}{(one.CarrierBefore is { } before ? $" instead of {nameOf(before)}" : "")}",
    };

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
