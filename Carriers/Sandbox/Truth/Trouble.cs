using NodaTime;

namespace Tracking.Carriers.Sandbox.Truth;

/// <summary>One such thing of a world, from its beginning to its end at the wall clocks there.</summary>
/// <param name="Carrier">Empty where all carriers are struck.</param>
/// <param name="Place">The facility, or the country for a backlog and a closed one; empty for a dead feed.</param>
/// <param name="Factor">By how much waits are longer, of a backlog.</param>
public sealed record Trouble(TroubleKind Kind, string Carrier, string Place, LocalDateTime From, LocalDateTime To, double Factor = 1);
