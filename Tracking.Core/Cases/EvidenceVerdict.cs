namespace Tracking.Core.Cases;

/// <summary>What came of checking a pack.</summary>
/// <param name="Genuine">What it says; null where it is refused.</param>
/// <param name="Why">Why it is refused, in one sentence; null where it is genuine.</param>
public sealed record EvidenceVerdict(EvidenceManifest? Genuine, string? Why);
