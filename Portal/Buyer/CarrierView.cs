namespace Tracking.Portal.Buyer;

/// <summary>A carrier of the parcel, with the number it knows it by and its own page of that number.</summary>
public sealed record CarrierView(string Name, string Number, Uri? Page);
