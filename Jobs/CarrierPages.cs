using Tracking.Carriers;
using Tracking.Core.Parcels;

namespace Tracking.Jobs;

/// <summary>What people are shown of a carrier: its name, and its own page of a number.</summary>
public sealed class CarrierPages(CarrierRegistry carriers)
{
    /// <summary>True where this build can read the carrier.</summary>
    public bool IsKnown(CarrierId carrier) => carriers.Find(carrier) is not null;

    /// <summary>The carrier's name, or its id where this build does not know it.</summary>
    public string NameOf(CarrierId carrier) => carriers.Find(carrier)?.Profile.Name ?? carrier.Value;

    /// <summary>True for one that retells other carriers' scans.</summary>
    public bool IsAggregator(CarrierId carrier) => carriers.Find(carrier)?.Profile.IsAggregator is true;

    /// <summary>The fields, as the API names them, that a carrier wants before it is asked and that an order lacks.</summary>
    public IReadOnlyList<string> Lacking(CarrierId carrier, Order order) =>
    [
        .. (carriers.Find(carrier)?.Profile.Wants ?? []).Where(field => field switch
        {
            AskField.DestinationCountry => order.Destination is null,
            AskField.DestinationPostcode => !order.HasPostcode,
            AskField.PhoneTail => !order.HasPhone,
            _ => false,
        }).Select(AskFields.NameOf),
    ];

    /// <summary>The carrier's public page of the number; null where its profile names none.</summary>
    public Uri? Find(CarrierId carrier, TrackingNumber number) =>
        carriers.Find(carrier)?.Profile.TrackingPage is { } page
        && Uri.TryCreate(page.Replace("{number}", Uri.EscapeDataString(number.Value), StringComparison.Ordinal), UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttps ? address : null;
}
