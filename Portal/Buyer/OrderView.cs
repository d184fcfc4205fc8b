using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Portal.Buyer;

/// <summary>An order's page: who sold it, and each of its parcels.</summary>
public sealed record OrderView
{
    public required string Number { get; init; }
    public required string ShopName { get; init; }

    /// <summary>Where the shop helps; null where it named no address that a page may link to.</summary>
    public required Uri? Support { get; init; }

    public required Brand Brand { get; init; }

    /// <summary>The version of the newest change; 0 before the first.</summary>
    public required long Version { get; init; }

    /// <summary>True where all has arrived and nothing more will be told.</summary>
    public required bool IsOver { get; init; }

    /// <summary>Empty while nothing was shipped.</summary>
    public required IReadOnlyList<ParcelPageView> Parcels { get; init; }

    public static OrderView Of(Order order, IReadOnlyList<ParcelView> parcels, CarrierPages carriers, Texts texts, Instant now)
    {
        var byId = parcels.ToDictionary(view => view.Parcel.Id);
        return new()
        {
            Number = order.Number,
            ShopName = order.Shop.Name,
            Brand = order.Shop.Brand,
            Support = Uri.TryCreate(order.Shop.SupportUrl, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" or "mailto" ? address : null,
            Version = parcels.Select(view => view.Version).DefaultIfEmpty().Max(),
            IsOver = parcels.Count > 0 && parcels.All(view => view.Timeline is { Stage: Stage.Delivered, Unconfirmed: null }),
            Parcels = [.. order.Parcels.Where(parcel => byId.ContainsKey(parcel.ParcelId))
                .Select(parcel => ParcelPageView.Of(byId[parcel.ParcelId], parcel, order.Shop, carriers, texts, now, order.DutyPaid))],
        };
    }
}
