using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Portal.Buyer;

namespace Tracking.Portal.Live;

/// <summary>What <c>/t/{token}.json</c> and its live events say of an order: no name, no street, no e-mail.</summary>
public sealed record OrderState
{
    public required string Number { get; init; }

    /// <summary>Grows with every change; also the id of live events.</summary>
    public required long Version { get; init; }
    public required IReadOnlyList<ParcelPart> Parcels { get; init; }

    public static OrderState Of(Order order, IReadOnlyList<ParcelView> parcels, OrderView page)
    {
        var byId = parcels.ToDictionary(view => view.Parcel.Id);
        return new()
        {
            Number = order.Number,
            Version = page.Version,
            Parcels = [.. order.Parcels.Where(parcel => byId.ContainsKey(parcel.ParcelId)).Zip(page.Parcels, (parcel, shown) => ParcelPart.Of(parcel, byId[parcel.ParcelId].Timeline, byId[parcel.ParcelId].Eta, shown))],
        };
    }

    /// <summary>A parcel of it.</summary>
    public sealed record ParcelPart
    {
        public required string? Carrier { get; init; }
        public required string TrackingNumber { get; init; }
        public required string? Stage { get; init; }
        public required string? Milestone { get; init; }
        public required IReadOnlyList<StepPart> Steps { get; init; }

        /// <summary>What is wrong, else where it is.</summary>
        public required string Sentence { get; init; }

        /// <summary>The one thing to do; null where there is nothing.</summary>
        public required string? Action { get; init; }
        public required EddPart? Edd { get; init; }

        /// <summary>Our estimate; null while too few parcels of this lane have arrived to tell one.</summary>
        public EtaPart? Eta { get; init; }

        /// <summary>Newest first.</summary>
        public required IReadOnlyList<LinePart> Timeline { get; init; }

        public static ParcelPart Of(OrderParcel parcel, Timeline timeline, Eta? eta, ParcelPageView shown) => new()
        {
            Carrier = parcel.Carrier?.Value,
            TrackingNumber = parcel.Number.Value,
            Stage = timeline.Stage?.ToString(),
            Milestone = timeline.Milestone?.ToString(),
            Steps = [.. timeline.Steps.Select(StepPart.Of)],
            Sentence = shown.Trouble?.Sentence ?? shown.Headline,
            Action = shown.Trouble?.Action,
            Edd = EddPart.Of(timeline.Edd),
            Eta = EtaPart.Of(eta),
            Timeline = [.. timeline.Lines.Reverse().Zip(shown.Lines, LinePart.Of)],
        };
    }

    /// <summary>A line of its timeline.</summary>
    public sealed record LinePart(
        string? Local, string? Offset, string? Instant, string Basis, string? Milestone, string? Stage, string Text, string? Place, int Sources, bool Withdrawn, bool Confirmed)
    {
        public static LinePart Of(TimelineLine line, LineView shown) => new(
            line.Time is { } local ? ClockText.Local(local) : null,
            line.Time is { } offset ? ClockText.Offset(offset) : null,
            line.Time is { } instant ? ClockText.Instant(instant) : null,
            (line.Time?.Basis ?? TimeBasis.Unknown).ToString(),
            line.Milestone?.ToString(),
            line.Stage?.ToString(),
            shown.Wording ?? shown.Title,
            shown.Place,
            line.Sources.Select(source => source.Source).Distinct().Count(),
            line.Withdrawn,
            line.Confirmed);
    }
}
