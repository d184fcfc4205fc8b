using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>A real town, with the zone by which its clocks go.</summary>
/// <param name="Country">ISO 3166 alpha-2.</param>
/// <param name="Zone">TZDB id.</param>
/// <param name="Facility">The place in it where parcels are scanned, as the post names it; null for the town at large.</param>
public sealed record Town(string City, string Region, string Postcode, string Country, string Zone, string? Facility = null)
{
    public OffsetDateTime At(Instant instant) => instant.InZone(DateTimeZoneProviders.Tzdb[Zone]).ToOffsetDateTime();
}
