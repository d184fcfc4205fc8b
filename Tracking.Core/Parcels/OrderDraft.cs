using NodaTime;

namespace Tracking.Core.Parcels;

/// <summary>An order as a shop registers it, again and again as it learns more.</summary>
public sealed record OrderDraft
{
    /// <summary>Where it was bought, such as <c>shopify</c>; empty for a shop with one channel.</summary>
    public required string Channel { get; init; }
    public required string Number { get; init; }
    public Instant? PlacedAt { get; init; }
    public string? BuyerEmail { get; init; }
    public string? BuyerName { get; init; }

    /// <summary>The last four digits of the buyer's telephone number.</summary>
    public string? PhoneTail { get; init; }
    public string? Locale { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    public string? Country { get; init; }
    public string? Postcode { get; init; }
    public decimal? Value { get; init; }
    public string? Currency { get; init; }
    public string? Tier { get; init; }

    /// <summary>The Incoterm under which it was sold, of which <c>DDP</c> means that the seller pays duty and tax.</summary>
    public string? Incoterm { get; init; }

    /// <summary>True where the shop collected the import tax with the price, as under the EU's IOSS.</summary>
    public bool? TaxPrepaid { get; init; }
    public IReadOnlyList<ParcelDraft> Parcels { get; init; } = [];

    /// <summary>What forbids registering it, each with the path of its field; empty where nothing does.</summary>
    public IEnumerable<FieldProblem> Problems(Instant now)
    {
        var oldest = Instant.FromUtc(2000, 1, 1, 0, 0);
        if (Number.Trim().Length == 0)
            yield return new("number", "An order has a number.");
        foreach (var (field, text, most) in new[]
        {
            ("channel", Channel, 64), ("number", Number, 128), ("buyer.email", BuyerEmail, 254), ("buyer.name", BuyerName, 200), ("buyer.locale", Locale, 35),
            ("destination.postcode", Postcode, 16), ("tier", Tier, 40),
        })
        {
            if (text?.Length > most)
                yield return new(field, $"At most {most} characters.");
            else if (text?.Any(IsHidden) is true)
                yield return new(field, "No control characters and none that turn the direction of writing.");
        }
        if (BuyerEmail is { Length: > 0 } email && (email.Count(c => c == '@') != 1 || email.StartsWith('@') || email.EndsWith('@') || email.Any(char.IsWhiteSpace)))
            yield return new("buyer.email", "An e-mail address, such as buyer@example.com.");
        if (Country is { } country && Countries.Find(country) is null)
            yield return new("destination.country", "Two letters of a country that exists (ISO 3166), such as BR.");
        if (PlacedAt < oldest || PlacedAt > now + Duration.FromDays(1))
            yield return new("placedAt", "A moment between the year 2000 and today.");
        if (Value is < 0 or > 1_000_000_000_000)
            yield return new("value.amount", "An amount between 0 and a million million.");
        if (Currency is { } currency && (currency.Length != 3 || !currency.All(char.IsAsciiLetter)))
            yield return new("value.currency", "Three letters (ISO 4217), such as EUR.");
        if (Incoterm is { } incoterm && incoterm is not ("DDP" or "DAP" or "DDU" or "DPU"))
            yield return new("incoterm", "DDP, DAP, DDU or DPU.");
        if (Parcels.Count > 200)
            yield return new("parcels", "At most 200 parcels in one order.");
        var today = now.InUtc().Date;
        var seen = new Dictionary<TrackingNumber, int>();
        for (var i = 0; i < Parcels.Count; i++)
        {
            var parcel = Parcels[i];
            if (!seen.TryAdd(parcel.Number, i))
                yield return new($"parcels[{i}].trackingNumber", $"The number of parcels[{seen[parcel.Number]}] again: each parcel is named once.");
            if (parcel.PromisedBy is { } promised && (promised < new LocalDate(2000, 1, 1) || promised > today.PlusYears(2)))
                yield return new($"parcels[{i}].promisedBy", "A day between the year 2000 and two years from now.");
            if (parcel.Items.Count > 500)
                yield return new($"parcels[{i}].items", "At most 500 items in one parcel.");
            for (var j = 0; j < parcel.Items.Count; j++)
            {
                var item = parcel.Items[j];
                if (item.Sku.Length is 0 or > 128)
                    yield return new($"parcels[{i}].items[{j}].sku", "A SKU of 1 to 128 characters.");
                if (item.Title?.Length > 300)
                    yield return new($"parcels[{i}].items[{j}].title", "At most 300 characters.");
                if (item.Quantity is < 1 or > 100_000)
                    yield return new($"parcels[{i}].items[{j}].quantity", "A whole number between 1 and 100000.");
            }
        }
    }

    private static bool IsHidden(char c) => char.IsControl(c) || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';
}
