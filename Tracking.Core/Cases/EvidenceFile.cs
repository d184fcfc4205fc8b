namespace Tracking.Core.Cases;

/// <summary>One file of an evidence pack.</summary>
/// <param name="Name">Ours, never a carrier's: small letters, digits, hyphens, one dot, at most one folder.</param>
public sealed record EvidenceFile(string Name, byte[] Content);
