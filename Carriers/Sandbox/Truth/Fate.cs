using NodaTime;
using Tracking.Core.Timelines;

namespace Tracking.Carriers.Sandbox.Truth;

/// <summary>What really became of a parcel, for judging detectors: nothing that detects may see it.</summary>
/// <param name="LostIn">The phase out of which it never came; null where it arrived.</param>
/// <param name="Held">The strike, closed country or backlog that it met; null where it met none.</param>
public sealed record Fate(Phase? LostIn, Trouble? Held)
{
    public bool IsLost => LostIn is not null;
}
