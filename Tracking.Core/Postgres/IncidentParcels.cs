namespace Tracking.Core.Postgres;

/// <summary>A page of the parcels under an incident; of a closed one, of all that were.</summary>
public sealed record IncidentParcels(IReadOnlyList<IncidentParcel> Rows, int Total);
