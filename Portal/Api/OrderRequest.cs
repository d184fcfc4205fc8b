namespace Tracking.Portal.Api;

/// <summary>The body of <c>POST /api/v1/orders</c>. What is left out of a second one stays as it was.</summary>
public sealed record OrderRequest
{
    /// <summary>Where it was bought, such as <c>shopify</c>.</summary>
    public string? Channel { get; init; }

    /// <summary>The order's number, unique inside shop and channel.</summary>
    public string? Number { get; init; }
    public DateTimeOffset? PlacedAt { get; init; }
    public BuyerPart? Buyer { get; init; }
    public DestinationPart? Destination { get; init; }
    public ValuePart? Value { get; init; }
    public string? Tier { get; init; }

    /// <summary>Who pays duty: <c>DDP</c> the seller; <c>DAP</c>, <c>DDU</c> or <c>DPU</c> the buyer.</summary>
    public string? Incoterm { get; init; }

    /// <summary>True where the import tax was collected with the price, as under the EU's IOSS.</summary>
    public bool? TaxPrepaid { get; init; }

    /// <summary>What the buyer asked to be told by e-mail, such as <c>Shipped</c> and <c>Delivered</c>; see <c>GET /shop/notices</c>. What a buyer chose on the order's page stays.</summary>
    public IReadOnlyList<string?>? Notices { get; init; }

    /// <summary>Empty while nothing was shipped.</summary>
    public IReadOnlyList<ParcelPart?>? Parcels { get; init; }

    /// <summary>Who bought.</summary>
    public sealed record BuyerPart
    {
        public string? Email { get; init; }
        public string? Name { get; init; }

        /// <summary>A telephone number or its last four digits, which is all that is kept; some carriers are only asked with it.</summary>
        public string? Phone { get; init; }

        /// <summary>BCP 47, such as <c>pt-BR</c>.</summary>
        public string? Locale { get; init; }
    }

    /// <summary>Where it goes.</summary>
    public sealed record DestinationPart
    {
        /// <summary>ISO 3166 alpha-2.</summary>
        public string? Country { get; init; }
        public string? Postcode { get; init; }
    }

    /// <summary>What it is worth, for ranking exceptions only.</summary>
    public sealed record ValuePart
    {
        public decimal? Amount { get; init; }

        /// <summary>ISO 4217.</summary>
        public string? Currency { get; init; }
    }

    /// <summary>One parcel.</summary>
    public sealed record ParcelPart
    {
        /// <summary>The carrier's id, such as <c>cainiao</c>; detected where it is left out.</summary>
        public string? Carrier { get; init; }
        public string? TrackingNumber { get; init; }

        /// <summary>The day promised to the buyer, at the destination.</summary>
        public DateOnly? PromisedBy { get; init; }
        public IReadOnlyList<ItemPart?>? Items { get; init; }
    }

    /// <summary>Some pieces of one article.</summary>
    public sealed record ItemPart
    {
        public string? Sku { get; init; }
        public string? Title { get; init; }
        public int? Quantity { get; init; }
    }
}
