namespace Tracking.Core.Parcels;

/// <summary>A route class: origin country to destination country, ISO 3166 alpha-2; null where not said.</summary>
public readonly record struct Lane(string? Origin, string? Destination)
{
    /// <summary>True where both ends are known and differ; null where an end is not known.</summary>
    public bool? CrossesBorder => Origin is null || Destination is null ? null : Origin != Destination;

    public override string ToString() => $"{Origin ?? "?"} → {Destination ?? "?"}";
}
