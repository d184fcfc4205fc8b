using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>A number to ask for, with what some carriers want beside it.</summary>
public sealed record AskNumber(TrackingNumber Number, string? DestinationCountry = null, string? DestinationPostcode = null);
