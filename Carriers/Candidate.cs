using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>A carrier that a number may belong to.</summary>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Why">Phrases for people.</param>
public sealed record Candidate(CarrierId Carrier, double Confidence, string Why);
