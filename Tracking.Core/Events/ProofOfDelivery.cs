namespace Tracking.Core.Events;

/// <summary>What the carrier says of the hand at the door; the name is personal data and never leaves ops.</summary>
public sealed record ProofOfDelivery
{
    public string? SignedBy { get; init; }
    public string? Location { get; init; }
    public string? City { get; init; }
    public string? Postcode { get; init; }
    public string? Country { get; init; }
}
