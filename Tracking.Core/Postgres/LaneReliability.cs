namespace Tracking.Core.Postgres;

/// <summary>What came of the ranges given at hand-over: parcels that have come, those within the 80 % and the 90 % range, those later than it, and those still open.</summary>
public sealed record LaneReliability(long Came, long Within80, long Within90, long Late, long Open);
