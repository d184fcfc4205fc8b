using System.Collections.Concurrent;

namespace Tracking.Carriers.Sandbox;

/// <summary>The numbers that were registered at 17TRACK, kept in a file of the folder: it remembers them when it is started again.</summary>
public sealed class Registrations
{
    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly string _path;

    public Registrations(string folder, World world)
    {
        _path = Path.Combine(folder, "seventeentrack.registered");
        foreach (var number in File.Exists(_path) ? File.ReadAllLines(_path) : [])
            _known[number] = true;
        // The shop had these registered by hand; it asks another carrier for them.
        foreach (var journey in world.Journeys.Where(journey => journey.IsRetold && journey.Registered != CarrierIds.Seventeentrack))
            _known[journey.Number] = true;
    }

    public bool Has(string number) => _known.ContainsKey(number);

    /// <summary>False where it was there.</summary>
    public bool Add(string number)
    {
        if (!_known.TryAdd(number, true))
            return false;
        lock (_lock)
            File.AppendAllLines(_path, [number]);
        return true;
    }
}
