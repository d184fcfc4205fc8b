namespace Tracking.Carriers.Sandbox;

/// <summary>The towns through which parcels of one lane go; <see cref="Gate"/> and <see cref="Port"/> are null inside one country.</summary>
public sealed record Route
{
    public required IReadOnlyList<Town> Origins { get; init; }
    public required Town OriginHub { get; init; }

    /// <summary>The airport where they leave the country of origin.</summary>
    public Town? Gate { get; init; }

    /// <summary>The airport and customs where they come in.</summary>
    public Town? Port { get; init; }
    public required Town Hub { get; init; }
    public required IReadOnlyList<Town> Destinations { get; init; }

    /// <summary>Hours in the air.</summary>
    public int Flight { get; init; } = 13;

    public bool CrossesBorder => Gate is not null;
}
