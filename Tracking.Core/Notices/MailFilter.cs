namespace Tracking.Core.Notices;

/// <summary>Which messages are listed, newest first.</summary>
/// <param name="State">Null: all.</param>
/// <param name="Search">The whole number of an order; null: all.</param>
/// <param name="Before">Only those with a smaller id; null: from the newest.</param>
/// <param name="Parcel">Only those about this parcel, or about an order that travels in it; null: all.</param>
public sealed record MailFilter(MailState? State = null, string? Search = null, long? Before = null, long? Parcel = null);
