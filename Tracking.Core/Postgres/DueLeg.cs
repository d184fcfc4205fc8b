using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>A leg that is to be asked about, claimed by whoever holds this.</summary>
public sealed record DueLeg(long Id, TrackingNumber Number, string? DestinationCountry, string? DestinationPostcode, bool IsEnrolled);
