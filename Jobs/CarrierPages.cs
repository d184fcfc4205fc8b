using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Tracking.Carriers;
using Tracking.Core.Parcels;

namespace Tracking.Jobs;

/// <summary>What people are shown of a carrier: its name, and its own page of a number.</summary>
public sealed class CarrierPages(CarrierRegistry carriers)
{
    private readonly FrozenDictionary<string, string> _names = carriers.List().ToFrozenDictionary(carrier => carrier.Profile.Id.Value, carrier => carrier.Profile.Name);

    // No id within a longer word or another id.
    private readonly Regex _ids = new($@"(?<![\w-])(?:{string.Join('|', carriers.List().Select(carrier => Regex.Escape(carrier.Profile.Id.Value)))})(?![\w-])", RegexOptions.CultureInvariant);

    /// <summary>True where this build can read the carrier.</summary>
    public bool IsKnown(CarrierId carrier) => carriers.Find(carrier) is not null;

    /// <summary>The carrier's name, or its id where this build does not know it.</summary>
    public string NameOf(CarrierId carrier) => carriers.Find(carrier)?.Profile.Name ?? carrier.Value;

    /// <summary>The same for an id of which nothing is known: whatever it is stays as it is.</summary>
    public string NameOf(string id) => _names.GetValueOrDefault(id, id);

    /// <summary>A sentence of a finding, in which carriers stand by their ids, with their names.</summary>
    public string Named(string sentence) => _ids.Replace(sentence, id => _names[id.Value]);

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
