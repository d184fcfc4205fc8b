namespace Tracking.Core.Events;

/// <summary>What a zone's change of offset did to a wall clock, so that its instant had to be chosen.</summary>
public enum ClockChange
{
    /// <summary>The clocks were put forward over it: nobody's wall clock showed it. It is reckoned as if they had not been, yet.</summary>
    Skipped,

    /// <summary>The clocks were put back over it: they showed it twice. The first time is taken.</summary>
    Repeated,
}
