using NodaTime;
using Tracking.Core.Timelines;

namespace Tracking.Core.Lanes;

/// <summary>
/// Learns at which hours the wait in a phase ends, for each carrier and country: customs keep office hours, depots sort at night. A carrier with few scans in a country
/// borrows from all carriers there, those from all countries. Not safe for several threads.
/// </summary>
public sealed class RhythmLearner
{
    private readonly Dictionary<RhythmKey, double[]> _heard = [];

    /// <summary>A wait in <paramref name="phase"/> ended at this hour of the place's wall clock.</summary>
    public void Heard(string carrier, string country, Phase phase, LocalTime at)
    {
        if (!_heard.TryGetValue(new(carrier, country, phase), out var hours))
            _heard[new(carrier, country, phase)] = hours = new double[24];
        hours[at.Hour]++;
    }

    public LearnedRhythms Build() => new(_heard.ToDictionary(one => one.Key, one => (double[])one.Value.Clone()));
}
