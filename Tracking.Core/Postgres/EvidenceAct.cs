using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>An evidence pack that somebody made.</summary>
/// <param name="Manifest">SHA-256 of its manifest in hex: tells it from every other.</param>
/// <param name="Names">True where what is said of people was left in.</param>
public sealed record EvidenceAct(Instant At, string By, string Manifest, bool Names);
