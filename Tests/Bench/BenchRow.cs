namespace Tracking.Bench;

/// <summary>One line of the table: what was measured, ours, what it is held against, and how many times better ours is.</summary>
public sealed record BenchRow(string Name, string Figure, string Peer, double Ratio);
