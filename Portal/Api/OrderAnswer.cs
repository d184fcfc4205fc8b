using System.Globalization;
using System.Text.Json.Serialization;
using Tracking.Core.Parcels;
using Tracking.Jobs;

namespace Tracking.Portal.Api;

/// <summary>An order as the API answers it.</summary>
public sealed record OrderAnswer
{
    public required string Id { get; init; }
    public required string Channel { get; init; }
    public required string Number { get; init; }

    /// <summary>Who holds it may look at the order's page.</summary>
    public required string Token { get; init; }

    /// <summary>The buyer's page.</summary>
    public required string TrackingUrl { get; init; }
    public required IReadOnlyList<ParcelPart> Parcels { get; init; }

    public static OrderAnswer Of(Order order, CarrierPages carriers, PublicAddress address) => new()
    {
        Id = order.Id.ToString(CultureInfo.InvariantCulture),
        Channel = order.Channel,
        Number = order.Number,
        Token = order.Token,
        TrackingUrl = address.Link("t/" + order.Token),
        Parcels = [.. order.Parcels.Select(parcel => new ParcelPart
        {
            Id = parcel.ParcelId.ToString(CultureInfo.InvariantCulture),
            Carrier = parcel.Carrier?.Value,
            Candidates = parcel.Carrier is null ? [.. parcel.Candidates.Select(candidate => candidate.Value)] : null,
            TrackingNumber = parcel.Number.Value,
            Needs = parcel.Carrier is { } carrier && carriers.Lacking(carrier, order) is { Count: > 0 } lacking ? lacking : null,
            Items = [.. parcel.Items.Select(item => new ItemPart(item.Sku, item.Title, item.Quantity))],
        })],
    };

    /// <summary>A parcel of it.</summary>
    public sealed record ParcelPart
    {
        public required string Id { get; init; }

        /// <summary>Null while several carriers could have issued the number.</summary>
        public required string? Carrier { get; init; }

        /// <summary>Who could have, best first; only where the carrier is null.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Candidates { get; init; }
        public required string TrackingNumber { get; init; }

        /// <summary>Fields of the order that this carrier wants before it is asked, such as <c>buyer.phone</c>: send the order again with them.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<string>? Needs { get; init; }
        public required IReadOnlyList<ItemPart> Items { get; init; }
    }

    /// <summary>Some pieces of one article in it.</summary>
    public sealed record ItemPart(string Sku, string? Title, int Quantity);
}
