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

    /// <summary>Open ones, worst first.</summary>
    public required IReadOnlyList<FindingPart> Findings { get; init; }

    /// <summary>The carrier's own estimate.</summary>
    public required EddPart? Edd { get; init; }

    /// <summary>Our estimate; null while too few parcels of this lane have arrived to tell one.</summary>
    public EddPart? Eta { get; init; }

    /// <summary>Grows with every change.</summary>
    public required string Version { get; init; }

    public static ParcelAnswer Of(ParcelView view) => new()
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
        Findings = [.. view.Findings.Select(FindingPart.Of)],
        Edd = EddPart.Of(view.Timeline.Edd),
        Version = Text(view.Version),
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
        public required string Class { get; init; }
        public required string? Milestone { get; init; }
        public required string? Stage { get; init; }
        public required string? Reason { get; init; }
        public required string? Text { get; init; }
        public required string? Place { get; init; }
        public required bool Confirmed { get; init; }
        public required bool Withdrawn { get; init; }
        public required IReadOnlyList<SourcePart> Sources { get; init; }

        public static LinePart Of(TimelineLine line) => new()
        {
            Local = line.Time is { } local ? ClockText.Local(local) : null,
            Offset = line.Time is { } offset ? ClockText.Offset(offset) : null,
            Instant = line.Time is { } instant ? ClockText.Instant(instant) : null,
            Basis = (line.Time?.Basis ?? Core.Events.TimeBasis.Unknown).ToString(),
            Class = line.Class.ToString(),
            Milestone = line.Milestone?.ToString(),
            Stage = line.Stage?.ToString(),
            Reason = line.Reason?.ToString(),
            Text = line.Wording,
            Place = line.Place?.Text,
            Confirmed = line.Confirmed,
            Withdrawn = line.Withdrawn,
            Sources = [.. line.Sources.Select(source => new SourcePart(
                source.Source.Value, source.Number.Value, source.WireId.ToString(CultureInfo.InvariantCulture),
                source.SubCode is null ? source.Code : $"{source.Code}/{source.SubCode}", source.Wording, At(source.ReceivedAt)!, source.Mapping))],
        };
    }

    /// <summary>Who told of a line, and in which wire.</summary>
    public sealed record SourcePart(string Carrier, string TrackingNumber, string WireId, string? Code, string? Wording, string ReceivedAt, string Mapping);

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

        public static FindingPart Of(Finding finding) => new()
        {
            Kind = finding.Kind.ToString(),
            Severity = finding.Severity.ToString(),
            Since = InstantPattern.General.Format(finding.Since),
            Sentence = finding.Sentence,
            Expected = finding.Expected,
            Evidence = [.. finding.Evidence.Select(key => key.ToString())],
            MustAct = finding.MustAct?.ToString(),
        };
    }
}
