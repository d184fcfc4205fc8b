using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>What every stand-in works with.</summary>
public sealed record Desk(World World, SandboxFile File, TimeProvider Time, Throttle Throttle, IssuedTokens Tokens, Registrations Registrations)
{
    public Instant Now => Instant.FromDateTimeOffset(Time.GetUtcNow());
}
