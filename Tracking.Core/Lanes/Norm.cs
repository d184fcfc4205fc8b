using NodaTime;
using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>A usual span in days, domestic and cross-border; null where the phase does not exist on that kind of journey.</summary>
public sealed record Norm(int? Domestic, int? CrossBorder)
{
    public Duration? For(JourneyKind kind) => (kind is JourneyKind.CrossBorder ? CrossBorder : Domestic) is { } days ? Duration.FromDays(days) : null;
}
