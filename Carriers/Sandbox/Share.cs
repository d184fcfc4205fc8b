using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>What one carrier tells of a journey, under its own number.</summary>
public sealed record Share(CarrierId Carrier, string Number, IReadOnlyList<Scan> Scans)
{
    /// <summary>What the carrier tells at a moment, newest first.</summary>
    public IReadOnlyList<Scan> TellAt(Instant now) => [.. Scans.Where(scan => scan.IsToldAt(now)).OrderByDescending(scan => scan.At)];
}
