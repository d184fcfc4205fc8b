namespace Tracking.Carriers.Sandbox;

/// <summary>How a sandbox is started.</summary>
public sealed record SandboxOptions
{
    /// <summary>Port on loopback; 0: any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Folder for <c>sandbox.json</c> and <c>orders.json</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>Where pushes go, as <c>{PushTo}/push/{carrier}</c>; null: none are sent.</summary>
    public Uri? PushTo { get; init; }
    public int Seed { get; init; } = 1;

    /// <summary>One poll in this many is answered 429; 0: none.</summary>
    public int ThrottleOneIn { get; init; } = 150;
}
