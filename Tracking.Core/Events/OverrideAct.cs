using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Events;

/// <summary>What a person wants corrected.</summary>
public abstract record OverrideAct(string Reason)
{
    /// <summary>It is delivered, or lost, whatever its carriers say.</summary>
    /// <param name="OccurredAt">When; null for now.</param>
    public sealed record Mark(bool Lost, Instant? OccurredAt, string Reason) : OverrideAct(Reason);

    /// <summary>It travels under another number too.</summary>
    /// <param name="Carrier">Null where that is to be found out.</param>
    public sealed record Attach(TrackingNumber Number, CarrierId? Carrier, LegRole Role, string Reason) : OverrideAct(Reason);

    /// <summary>A number is not its: what was told under it leaves the timeline.</summary>
    public sealed record Detach(TrackingNumber Number, string Reason) : OverrideAct(Reason);

    /// <summary>A number is this carrier's: what others told of it themselves leaves the timeline.</summary>
    public sealed record SetCarrier(TrackingNumber Number, CarrierId Carrier, string Reason) : OverrideAct(Reason);
}
