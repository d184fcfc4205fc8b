namespace Tracking.Core.Events;

/// <summary>A statement and its reading.</summary>
public sealed record TrackingEvent
{
    private EventKey? _key;

    public required Statement Said { get; init; }
    public required Reading Read { get; init; }

    public EventKey Key
    {
        get => _key ??= EventKey.Of(Said);
        init => _key = value;
    }
}
