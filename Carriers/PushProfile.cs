using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>How a carrier pushes, and what it wants for an answer.</summary>
public sealed record PushProfile
{
    public required PushProof Proof { get; init; }
    public required Trust Trust { get; init; }

    /// <summary>Media types it sends.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = ["application/json"];

    /// <summary>The status that tells this carrier its push is kept.</summary>
    public int Status { get; init; } = 202;

    /// <summary>The exact body this carrier demands; null: our receipt.</summary>
    public string? Body { get; init; }
}
