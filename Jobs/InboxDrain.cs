namespace Tracking.Jobs;

/// <summary>The inbox drain of this node.</summary>
public sealed class InboxDrain
{
    public bool IsRunning { get; private set; }
}
