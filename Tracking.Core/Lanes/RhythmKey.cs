using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>Whose scans, in which country and after which phase.</summary>
public readonly record struct RhythmKey(string Carrier, string Country, Phase Phase);
