using System.Collections.Frozen;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>All carriers of this build, found by their classes: adding one edits nothing here.</summary>
public sealed class CarrierRegistry
{
    private readonly FrozenDictionary<CarrierId, Carrier> _carriers;

    public CarrierRegistry()
        : this(typeof(Carrier).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Carrier)) && !type.IsAbstract)
            .Select(type => (Carrier)Activator.CreateInstance(type)!))
    {
    }

    /// <summary>Just these carriers.</summary>
    public CarrierRegistry(IEnumerable<Carrier> carriers) => _carriers = carriers.ToFrozenDictionary(carrier => carrier.Profile.Id);

    /// <summary>In order of their ids.</summary>
    public IReadOnlyList<Carrier> List() => [.. _carriers.Values.OrderBy(carrier => carrier.Profile.Id)];

    public Carrier? Find(CarrierId id) => _carriers.GetValueOrDefault(id);

    /// <summary>The same carriers, those named here reading by another table; ids of none are left out.</summary>
    public CarrierRegistry With(IReadOnlyDictionary<CarrierId, CodeTable> tables) =>
        tables.Count == 0 ? this : new(_carriers.Values.Select(carrier => tables.TryGetValue(carrier.Profile.Id, out var table) ? carrier.With(table) : carrier));
}
