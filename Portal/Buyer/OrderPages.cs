using NodaTime;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Jobs;

namespace Tracking.Portal.Buyer;

/// <summary>Finds what buyers may see and makes their views of it.</summary>
public sealed class OrderPages(OrderStore orders, ParcelStore parcels, CarrierPages carriers, TimeProvider clock)
{
    /// <summary>The order of a token; null for one that is unknown, revoked or run out.</summary>
    public async Task<Found?> FindAsync(string token, Reader reader, CancellationToken cancel)
    {
        if (await orders.FindByTokenAsync(token, cancel) is not { } order)
            return null;
        var views = await parcels.ListAsync([.. order.Parcels.Select(parcel => parcel.ParcelId)], cancel);
        var texts = reader.For(order.Locale);
        return new Found(order, views, OrderView.Of(order, views, carriers, texts, Now), texts, LinkedData.Of(order, views, carriers));
    }

    /// <summary>The way of a parcel, without what was bought and by whom; null where it is gone.</summary>
    public async Task<ParcelPageView?> FindWayAsync(long parcel, Texts texts, CancellationToken cancel) =>
        await parcels.FindAsync(parcel, cancel) is { } view ? ParcelPageView.Of(view, null, null, carriers, texts, Now) : null;

    /// <summary>What happened to a parcel; null where it is gone.</summary>
    public async Task<Timeline?> FindTimelineAsync(long parcel, CancellationToken cancel) => (await parcels.FindAsync(parcel, cancel))?.Timeline;

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());

    /// <summary>An order, its parcels in order of their ids, the page made of them, its language, and the same as linked data.</summary>
    public sealed record Found(Order Order, IReadOnlyList<ParcelView> Parcels, OrderView View, Texts Texts, string Data);
}
