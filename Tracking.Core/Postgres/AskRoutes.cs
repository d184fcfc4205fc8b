using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Who can be asked now.</summary>
/// <param name="Able">Carriers and aggregators with all that they need.</param>
/// <param name="Aggregator">Who is asked about carriers that cannot be asked themselves; null for nobody.</param>
public sealed record AskRoutes(IReadOnlyList<CarrierId> Able, CarrierId? Aggregator)
{
    internal string[] AbleIds => [.. Able.Select(carrier => carrier.Value)];
}
