using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>How a stand-in pushes.</summary>
/// <param name="Body">What a push tells.</param>
/// <param name="Prove">The push as it goes over the wire: its headers, and its body where the proof wraps it.</param>
public sealed record StandInPush(Func<World, Push, byte[]> Body, Func<Credentials, byte[], Instant, SignedPush> Prove)
{
    public string MediaType { get; init; } = "application/json";

    /// <summary>True where only announced numbers are pushed.</summary>
    public bool WantsAnnouncement { get; init; }
}
