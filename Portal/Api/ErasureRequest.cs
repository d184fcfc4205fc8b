namespace Tracking.Portal.Api;

/// <summary>A buyer who asked to be forgotten.</summary>
public sealed record ErasureRequest
{
    public string? Email { get; init; }
}
