using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>What a carrier told in the last whole hour, and what is usual: the mean of the same hour of the week over the four weeks before.</summary>
/// <param name="Weeks">How many of the four weeks it was followed in; 0 where nothing is usual yet.</param>
public sealed record HourAgainstUsual(Instant From, int Events, double UsualEvents, int Heard, double UsualHeard, int Weeks)
{
    /// <summary>True where it told less than a quarter of what is usual, and enough is usual for that to be no chance: fewer than one in a thousand hours with a mean of ten are so empty.</summary>
    public bool IsLow => Weeks > 0 && UsualEvents >= 10 && Events < UsualEvents / 4;
}
