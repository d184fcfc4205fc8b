using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A refused push that was kept as a sample.</summary>
/// <param name="Body">Its first 4 KiB.</param>
public sealed record RefusedSample(string Receipt, Instant At, int Status, string Why, byte[] Body);
