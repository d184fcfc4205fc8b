using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Parcels;
using Tracking.Jobs;

namespace Tracking.Portal.Api;

/// <summary>Makes a draft of what a shop sent, or tells everything that is wrong with it at once.</summary>
public sealed partial class OrderReading(CarrierPages carriers, Detect detect, TimeProvider clock)
{
    /// <summary>The draft, or the problems that forbid one.</summary>
    /// <param name="shopsCarriers">Carriers that have answered for this shop before.</param>
    public (OrderDraft? Draft, IReadOnlyList<FieldProblem> Problems) Read(OrderRequest request, IReadOnlyCollection<CarrierId> shopsCarriers)
    {
        var problems = new List<FieldProblem>();
        var parcels = new List<ParcelDraft>();
        for (var i = 0; i < (request.Parcels?.Count ?? 0); i++)
        {
            if (Parcel(request.Parcels![i], $"parcels[{i}]", shopsCarriers, Countries.Find(Said(request.Destination?.Country)), problems) is { } parcel)
                parcels.Add(parcel);
        }
        var draft = new OrderDraft
        {
            Channel = request.Channel?.Trim() ?? "",
            Number = request.Number?.Trim() ?? "",
            PlacedAt = request.PlacedAt is { } placed ? Instant.FromDateTimeOffset(placed) : null,
            BuyerEmail = Said(request.Buyer?.Email),
            BuyerName = Said(request.Buyer?.Name),
            Locale = Said(request.Buyer?.Locale),
            PhoneTail = Tail(Said(request.Buyer?.Phone), problems),
            Country = Said(request.Destination?.Country),
            Postcode = Said(request.Destination?.Postcode),
            Value = request.Value?.Amount,
            Currency = Said(request.Value?.Currency),
            Tier = Said(request.Tier),
            Incoterm = Said(request.Incoterm)?.ToUpperInvariant(),
            TaxPrepaid = request.TaxPrepaid,
            Parcels = parcels,
        };
        // A parcel that cannot be read would shift the paths of those behind it.
        problems.AddRange((problems.Count == 0 ? draft : draft with { Parcels = [] }).Problems(Instant.FromDateTimeOffset(clock.GetUtcNow())));
        return problems.Count == 0 ? (draft, problems) : (null, problems);
    }

    private ParcelDraft? Parcel(OrderRequest.ParcelPart? said, string path, IReadOnlyCollection<CarrierId> shopsCarriers, string? destination, List<FieldProblem> problems)
    {
        if (said is null)
        {
            problems.Add(new(path, "A parcel, not null."));
            return null;
        }
        if (TrackingNumber.Find(said.TrackingNumber) is not { } number)
        {
            problems.Add(new(path + ".trackingNumber", "A tracking number has 4 to 64 letters and digits."));
            return null;
        }
        CarrierId? carrier = null;
        if (Said(said.Carrier) is { } id)
        {
            carrier = new CarrierId(id.ToLowerInvariant());
            if (!CarrierForm().IsMatch(carrier.Value.Value) || !carriers.IsKnown(carrier.Value))
                problems.Add(new(path + ".carrier", "No carrier has this id; leave it out to have the carrier detected."));
        }
        var items = new List<Item>();
        for (var i = 0; i < (said.Items?.Count ?? 0); i++)
        {
            var item = said.Items![i];
            if ((Said(item?.Sku) ?? Said(item?.Title)) is not { } sku)
                problems.Add(new($"{path}.items[{i}].sku", "An item has a SKU or a title."));
            else
                items.Add(new Item { Sku = sku, Title = Said(item!.Title), Quantity = item.Quantity ?? 1 });
        }
        var (decided, candidates) = carrier is null ? detect.Of(number, shopsCarriers, destination) : (carrier, []);
        return new ParcelDraft
        {
            Carrier = decided,
            Candidates = candidates,
            Number = number,
            PromisedBy = said.PromisedBy is { } promised ? LocalDate.FromDateOnly(promised) : null,
            Items = items,
        };
    }

    /// <summary>The last four digits: more of a telephone number no carrier asks for, and more is not kept.</summary>
    private static string? Tail(string? phone, List<FieldProblem> problems)
    {
        var digits = string.Concat(phone?.Where(char.IsAsciiDigit) ?? []);
        if (phone is not null && digits.Length < 4)
            problems.Add(new("buyer.phone", "A telephone number, or its last four digits."));
        return digits.Length < 4 ? null : digits[^4..];
    }

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex("^[a-z0-9-]{1,40}$", RegexOptions.NonBacktracking)]
    private static partial Regex CarrierForm();
}
