using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>A push that was not taken, for the sample that ops may look at.</summary>
/// <param name="Body">The first 4 KiB at most.</param>
public sealed record RefusedPush(string Receipt, CarrierId Carrier, string Why, int Status, byte[] Body);
