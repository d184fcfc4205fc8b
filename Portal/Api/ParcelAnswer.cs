using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Portal.Live;

namespace Tracking.Portal.Api;

/// <summary>A parcel as the API answers it, with every source of every line.</summary>
public sealed record ParcelAnswer
{
    public required string Id { get; init; }
    public required IReadOnlyList<string> Orders { get; init; }
    public required IReadOnlyList<LegPart> Legs { get; init; }
    public required string? Stage { get; init; }
    public required string? Milestone { get; init; }
    public required IReadOnlyList<StepPart> Steps { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<LinePart> Timeline { get; init; }

    /// <summary>Who last provably held it, oldest first.</summary>
    public IReadOnlyList<HoldingPart> Custody { get; init; } = [];

    /// <summary>What was told under its numbers and is another parcel's, so on no line.</summary>
    public IReadOnlyList<RefusalPart> Refused { get; init; } = [];

    /// <summary>Open ones, worst first.</summary>
    public required IReadOnlyList<FindingPart> Findings { get; init; }

    /// <summary>Why it is not an exception, or not a graver one.</summary>
    public required WhyNotPart WhyNot { get; init; }

    /// <summary>The carrier's own estimate.</summary>
    public required EddPart? Edd { get; init; }

    /// <summary>Our estimate; null while too few parcels of this lane have arrived to tell one.</summary>
    public EtaPart? Eta { get; init; }

    /// <summary>Grows with every change.</summary>
    public required string Version { get; init; }

    /// <summary>What your team corrected by hand, the undone too, newest first.</summary>
    public required IReadOnlyList<OverridePart> Overrides { get; init; }

    /// <param name="overrides">Of this parcel; others are left out.</param>
    public static ParcelAnswer Of(ParcelView view, IReadOnlyList<Core.Events.Override> overrides, WhyNot why) => new()
    {
        Id = Text(view.Parcel.Id),
        Orders = [.. view.Orders.Select(Text)],
        Legs = [.. view.Legs.Select(state => new LegPart(
            state.Leg.Carrier.Value is Core.Parcels.Leg.Undecided ? null : state.Leg.Carrier.Value, state.Leg.Number.Value, state.Leg.Role.ToString(),
            At(state.LastAskedAt), At(state.LastAnsweredAt)))],
        Stage = view.Timeline.Stage?.ToString(),
        Milestone = view.Timeline.Milestone?.ToString(),
        Steps = [.. view.Timeline.Steps.Select(StepPart.Of)],
        Timeline = [.. view.Timeline.Lines.Reverse().Select(LinePart.Of)],
        Custody = [.. view.Timeline.Holdings.Select(HoldingPart.Of)],
        Refused = [.. view.Timeline.Refused.Select(refusal => new RefusalPart(refusal.Source.Value, refusal.Number.Value, refusal.Reason.ToString(), refusal.Statements, refusal.Destination, Text(refusal.WireId)))],
        Findings = [.. view.Findings.Select(FindingPart.Of)],
        WhyNot = new(why.Sentence, [.. why.Awaited.Select(AwaitedPart.Of)]),
        Edd = EddPart.Of(view.Timeline.Edd),
        Eta = EtaPart.Of(view.Eta),
        Version = Text(view.Version),
        Overrides = [.. overrides.Where(one => one.ParcelId == view.Parcel.Id).Select(OverridePart.Of)],
    };

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static string? At(Instant? at) => at is { } instant ? InstantPattern.General.Format(instant) : null;

    /// <summary>One carrier's share of the way.</summary>
    public sealed record LegPart(string? Carrier, string TrackingNumber, string Role, string? AskedAt, string? AnsweredAt);

    /// <summary>One line of the timeline.</summary>
    public sealed record LinePart
    {
        public required string? Local { get; init; }
        public required string? Offset { get; init; }
        public required string? Instant { get; init; }
        public required string Basis { get; init; }

        /// <summary><c>Skipped</c> or <c>Repeated</c> where the zone's clocks were changed over that hour, so that the instant had to be chosen; null for nearly all.</summary>
        public string? ClockChange { get; init; }
        public required string Class { get; init; }
        public required string? Milestone { get; init; }
        public required string? Stage { get; init; }
        public required string? Reason { get; init; }
        public required string? Text { get; init; }
        public required string? Place { get; init; }
        public required bool Confirmed { get; init; }
        public required bool Withdrawn { get; init; }

        /// <summary>How its source took it back; null while it stands.</summary>
        public WithdrawalPart? Withdrawal { get; init; }
        public required IReadOnlyList<SourcePart> Sources { get; init; }

        public static LinePart Of(TimelineLine line) => new()
        {
            Local = line.Time is { } local ? ClockText.Local(local) : null,
            Offset = line.Time is { } offset ? ClockText.Offset(offset) : null,
            Instant = line.Time is { } instant ? ClockText.Instant(instant) : null,
            Basis = (line.Time?.Basis ?? Core.Events.TimeBasis.Unknown).ToString(),
            ClockChange = line.Time?.Change?.ToString(),
            Class = line.Class.ToString(),
            Milestone = line.Milestone?.ToString(),
            Stage = line.Stage?.ToString(),
            Reason = line.Reason?.ToString(),
            Text = line.Wording,
            Place = line.Place?.Text,
            Confirmed = line.Confirmed,
            Withdrawn = line.Withdrawn,
            Withdrawal = line.Withdrawal is { } withdrawal ? new(withdrawal.Basis.ToString(), At(withdrawal.ReceivedAt)!, [.. withdrawal.WireIds.Select(wire => ParcelAnswer.Text(wire))]) : null,
            Sources = [.. line.Sources.Select(source => new SourcePart(
                source.Source.Value, source.Number.Value, source.WireId.ToString(CultureInfo.InvariantCulture),
                source.SubCode is null ? source.Code : $"{source.Code}/{source.SubCode}", source.Wording, At(source.ReceivedAt)!, source.Mapping,
                source.TableVersion, source.Clock, source.Trust.ToString(), source.Because.ToString()))],
        };
    }

    /// <summary>
    /// A time in which one carrier was the last who provably held the parcel, proven by scans (keys of lines). <c>end</c> is <c>Held</c>, <c>HandedOver</c>, <c>TakenUnseen</c>,
    /// <c>Delivered</c>, <c>Returned</c>, <c>Destroyed</c>, or a gap: <c>NotTakenByCarrier</c>, <c>NotArrivedAbroad</c>, <c>NotArrivedAtOffice</c>.
    /// </summary>
    public sealed record HoldingPart(string Carrier, string Role, string? From, string? LastProven, IReadOnlyList<string> Scans, string End, bool IsGap, string? Next)
    {
        public static HoldingPart Of(Holding holding) => new(holding.Holder.Value, holding.Role.ToString(), Clock(holding.From), Clock(holding.LastProven),
            [.. holding.Scans.Select(key => key.ToString())], holding.End.ToString(), holding.IsGap, holding.Next?.Value);

        private static string? Clock(Core.Events.EventTime? time) => time is { } clock ? ClockText.Whole(clock) : null;
    }

    /// <summary>How many statements of a carrier under a number are another parcel's, and why: <c>BeforeOrder</c>, <c>EarlierParcel</c>, <c>LaterParcel</c> or <c>OtherDestination</c>.</summary>
    public sealed record RefusalPart(string Carrier, string TrackingNumber, string Reason, int Statements, string? Destination, string WireId);

    /// <summary>How something was taken back: <c>Said</c> or <c>Absence</c>, when we learned of it, and the wires that prove it.</summary>
    public sealed record WithdrawalPart(string Basis, string ReceivedAt, IReadOnlyList<string> WireIds);

    /// <summary>Who told of a line, and in which wire.</summary>
    /// <param name="Carrier"><c>person</c> where one of your team corrected the parcel.</param>
    /// <param name="WireId">The first wire that said it; 0 for a person.</param>
    /// <param name="TableVersion">Version of the code table that has the row <paramref name="Mapping"/>.</param>
    /// <param name="Clock">When it happened, as printed.</param>
    /// <param name="Trust"><c>Evidence</c> or <c>Hint</c>.</param>
    /// <param name="Because">Why it stands on this line: <c>Leads</c>, or how it is known to be the same scan.</param>
    public sealed record SourcePart(
        string Carrier, string TrackingNumber, string WireId, string? Code, string? Wording, string ReceivedAt, string Mapping, string TableVersion, string Clock, string Trust, string Because);

    /// <summary>What a person corrected, and who took it back.</summary>
    public sealed record OverridePart(string Kind, string By, string At, string Reason, string? OccurredAt, string? TrackingNumber, string? Carrier, string? UndoneBy, string? UndoneAt)
    {
        public static OverridePart Of(Core.Events.Override one) => new(
            one.Kind.ToString(), one.By, ParcelAnswer.At(one.At)!, one.Reason, ParcelAnswer.At(one.OccurredAt), one.Number?.Value, one.Carrier?.Value, one.UndoneBy, ParcelAnswer.At(one.UndoneAt));
    }

    /// <summary>What is wrong.</summary>
    public sealed record FindingPart
    {
        public required string Kind { get; init; }
        public required string Severity { get; init; }
        public required string Since { get; init; }
        public required string Sentence { get; init; }
        public required string? Expected { get; init; }
        public required IReadOnlyList<string> Evidence { get; init; }
        public required string? MustAct { get; init; }

        /// <summary>Why; null for one that was found by an older version.</summary>
        public ExplanationPart? Explanation { get; init; }

        public static FindingPart Of(Finding finding) => new()
        {
            Kind = finding.Kind.ToString(),
            Severity = finding.Severity.ToString(),
            Since = InstantPattern.General.Format(finding.Since),
            Sentence = finding.Sentence,
            Expected = finding.Expected,
            Evidence = [.. finding.Evidence.Select(key => key.ToString())],
            MustAct = finding.MustAct?.ToString(),
            Explanation = finding.Why is { } why ? ExplanationPart.Of(why, Explained.Of(finding)) : null,
        };
    }

    /// <summary>Why a parcel is not an exception, and what each rule that applies waits for, the next to speak first.</summary>
    public sealed record WhyNotPart(string Sentence, IReadOnlyList<AwaitedPart> Awaited);

    /// <summary>What a rule waits for, and what it becomes when if that does not come.</summary>
    public sealed record AwaitedPart(string Kind, string Since, string Expected, string Severity, string At, IReadOnlyList<string> Evidence, ExplanationPart Explanation)
    {
        public static AwaitedPart Of(Awaited awaited) => new(
            awaited.Kind.ToString(), InstantPattern.General.Format(awaited.Since), awaited.Expected, awaited.Speaks.Severity.ToString(), InstantPattern.General.Format(awaited.Speaks.At),
            [.. awaited.Evidence.Select(key => key.ToString())], ExplanationPart.Of(awaited.Why, Explained.Of(awaited)));
    }

    /// <summary>An explanation in words, and the numbers in it.</summary>
    /// <param name="Waited">In working days, as all times in <paramref name="Usual"/>.</param>
    /// <param name="Percentile">The share, 0 to 1, of those that move again which had moved by then.</param>
    /// <param name="ChanceLost">From 0 to 1; null while the loss rate of the lane is unknown.</param>
    public sealed record ExplanationPart(
        IReadOnlyList<Explained> Lines, double? Waited, double? Percentile, double? ChanceLost, UsualPart? Usual, IReadOnlyList<TurnPart> Turns, bool OverCap)
    {
        public static ExplanationPart Of(Explanation why, IReadOnlyList<Explained> lines) => new(
            lines, why.Waited, why.Percentile, why.ChanceLost,
            why.Usual is { } usual ? new(usual.Lane.ToString(), usual.Parcels, usual.Weight, usual.Level.ToString(), usual.LevelParcels, usual.Half, usual.P95, usual.P99, usual.Lost, usual.Returned) : null,
            [.. why.Turns.Select(turn => new TurnPart(turn.Severity.ToString(), InstantPattern.General.Format(turn.At)))], why.IsOverCap);
    }

    /// <summary>What is usual on a lane, in working days of the destination.</summary>
    /// <param name="Weight">How much of it is the lane's own, 0 to 1; the rest is borrowed from <paramref name="Level"/>: <c>Lane</c> (nothing), <c>CarrierAndDestination</c>, <c>Carrier</c> or <c>All</c>.</param>
    public sealed record UsualPart(
        string Lane, double Parcels, double Weight, string Level, double LevelParcels, double Half, double P95, double P99, double Lost, double Returned);

    /// <summary>What silence alone makes of it, and when.</summary>
    public sealed record TurnPart(string Severity, string At);
}
