namespace Tracking.Portal.Api;

/// <summary>The parcels of a tracking number, newest first.</summary>
public sealed record ParcelsAnswer(IReadOnlyList<ParcelAnswer> Items);
