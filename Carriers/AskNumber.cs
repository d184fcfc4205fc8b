using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>A number to ask for, with what some carriers want beside it.</summary>
/// <param name="PhoneTail">The last four digits of the recipient's telephone number.</param>
/// <param name="Carrier">Who carries it, where an aggregator is asked; null where not known or where the carrier itself is asked.</param>
public sealed record AskNumber(TrackingNumber Number, string? DestinationCountry = null, string? DestinationPostcode = null, string? PhoneTail = null, CarrierId? Carrier = null);
