using Tracking.Carriers.Sandbox.Truth;

namespace Tracking.Bench.Trials;

/// <summary>How one trouble of a world was told.</summary>
/// <param name="Hours">From its beginning until it was told; null where it never was.</param>
/// <param name="Parcels">How many parcels the incident held as it was told.</param>
/// <param name="Missing">How many scans had failed to come by then, as told.</param>
/// <param name="Incidents">Every incident that was told of it, each with the cohorts that it was told by.</param>
public sealed record CauseTold(Trouble Trouble, double? Hours, int Parcels, double Missing, IReadOnlyList<string> Incidents);
