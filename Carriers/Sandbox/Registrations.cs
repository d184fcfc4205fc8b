using System.Collections.Concurrent;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>The numbers that were announced to a carrier which pushes for those alone, kept in a file of the folder for each: it remembers them when it is started again.</summary>
public sealed class Registrations
{
    private readonly ConcurrentDictionary<(CarrierId Carrier, string Number), bool> _known = new();
    private readonly Lock _lock = new();
    private readonly string _folder;

    public Registrations(string folder, World world)
    {
        _folder = folder;
        foreach (var standIn in StandIns.All)
        {
            foreach (var number in File.Exists(PathOf(standIn.Carrier)) ? File.ReadAllLines(PathOf(standIn.Carrier)) : [])
                _known[(standIn.Carrier, number)] = true;
        }
        // The shop had these registered by hand; it asks another carrier for them.
        foreach (var journey in world.Journeys)
        {
            if (journey.RetoldBy is { } aggregator && journey.Registered != aggregator)
                _known[(aggregator, journey.Number)] = true;
        }
    }

    public bool Has(CarrierId carrier, string number) => _known.ContainsKey((carrier, number));

    /// <summary>False where it was there.</summary>
    public bool Add(CarrierId carrier, string number)
    {
        if (!_known.TryAdd((carrier, number), true))
            return false;
        lock (_lock)
            File.AppendAllLines(PathOf(carrier), [number]);
        return true;
    }

    private string PathOf(CarrierId carrier) => Path.Combine(_folder, carrier + ".registered");
}
