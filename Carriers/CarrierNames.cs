using System.Collections.Frozen;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>
/// An aggregator's <c>carriers.csv</c>: header <c>said,carrier,note</c>; how it names carriers (slug, key or name, compared without regard to case) and which of ours that is.
/// </summary>
public sealed class CarrierNames
{
    private readonly FrozenDictionary<string, CarrierId> _ids;
    private readonly FrozenDictionary<CarrierId, string> _said;

    private CarrierNames(string csv)
    {
        var rows = Csv.Rows(csv.ReplaceLineEndings("\n")).Skip(1).Select(cells => (Said: cells[0], Carrier: new CarrierId(cells[1]))).ToList();
        _ids = rows.ToFrozenDictionary(row => row.Said, row => row.Carrier, StringComparer.OrdinalIgnoreCase);
        _said = rows.DistinctBy(row => row.Carrier).ToFrozenDictionary(row => row.Carrier, row => row.Said);
    }

    /// <summary>The table beside an aggregator's class.</summary>
    /// <exception cref="InvalidOperationException">The folder has no carriers.csv.</exception>
    public static CarrierNames Of(Type aggregator)
    {
        var name = aggregator.Namespace + ".carriers.csv";
        using var stream = aggregator.Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing.");
        using var reader = new StreamReader(stream);
        return new(reader.ReadToEnd());
    }

    /// <summary>Our id for a carrier as the aggregator names it; null for one that is not ours.</summary>
    public CarrierId? Find(string? said) => said is not null && _ids.TryGetValue(said.Trim(), out var id) ? id : null;

    /// <summary>The aggregator's first name for a carrier of ours; null where it has none.</summary>
    public string? NameOf(CarrierId? carrier) => carrier is { } id ? _said.GetValueOrDefault(id) : null;
}
