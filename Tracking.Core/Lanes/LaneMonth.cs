using NodaTime;

namespace Tracking.Core.Lanes;

/// <summary>
/// What became of the parcels that one carrier took on one lane in one month; several together make a report of a longer time or of all lanes.
/// Tables have one entry a calendar day since the hand-over, the last for all later ones.
/// </summary>
public sealed class LaneMonth
{
    /// <summary>Days that are told apart; 90 watched days decide that a parcel is lost.</summary>
    public const int Days = 91;

    private readonly int[] _lateBy = new int[4];

    /// <summary>Parcels that began to be watched on each day, that were delivered on it, and that were last heard of on it while still out.</summary>
    public int[] Entered { get; init; } = new int[Days];
    public int[] Delivered { get; init; } = new int[Days];
    public int[] LastHeard { get; init; } = new int[Days];

    public int Parcels { get; private set; }

    /// <summary>Parcels on which a finding that people had to look at was ever open.</summary>
    public int Exceptions { get; private set; }

    /// <summary>Parcels with a promised day, watched from the day of their hand-over on, of which it is known whether delivery was tried in time, and those of them where it was.</summary>
    public int AttemptsJudged { get; private set; }
    public int AttemptedInTime { get; private set; }

    /// <summary>The same for delivery.</summary>
    public int Judged { get; private set; }
    public int InTime { get; private set; }

    public int LateBy(Lateness cause) => _lateBy[(int)cause];

    /// <summary>All counts that are no tables, in the order in which they are kept: parcels, exceptions, attempts judged and in time, deliveries judged and in time, late by each cause.</summary>
    public int[] Counts
    {
        get => [Parcels, Exceptions, AttemptsJudged, AttemptedInTime, Judged, InTime, .. _lateBy];
        init
        {
            (Parcels, Exceptions, AttemptsJudged, AttemptedInTime, Judged, InTime) = (value[0], value[1], value[2], value[3], value[4], value[5]);
            value.AsSpan(6).CopyTo(_lateBy);
        }
    }

    /// <summary>Counts one parcel.</summary>
    /// <param name="promise">The day that its shop promised; null where none did.</param>
    /// <param name="usual">What is usual from hand-over to delivery on its lane, where anything was learned.</param>
    public void Count(Transit transit, LocalDate? promise, bool wasException, LaneCurve? usual)
    {
        Parcels++;
        Exceptions += wasException ? 1 : 0;
        Entered[At(transit.WatchedFrom)]++;
        // Who will never come stays out for ever, and is no reason to think that the others would have come.
        if (transit.End is TransitEnd.Delivered && transit.WatchedTo < Days)
            Delivered[transit.WatchedTo]++;
        else if (transit.End is TransitEnd.Waiting)
            LastHeard[At(transit.WatchedTo)]++;
        // Of parcels that came to us on their way, those that came in time before would be missing.
        if (promise is not { } day || transit.WatchedFrom > 0)
            return;
        if (transit.AttemptedBy(day) is { } tried)
            (AttemptsJudged, AttemptedInTime) = (AttemptsJudged + 1, AttemptedInTime + (tried ? 1 : 0));
        if (transit.DeliveredBy(day) is not { } came)
            return;
        (Judged, InTime) = (Judged + 1, InTime + (came ? 1 : 0));
        if (!came)
            _lateBy[(int)transit.CauseOf(day, usual)]++;
    }

    /// <summary>All of them as one.</summary>
    public static LaneMonth Sum(IEnumerable<LaneMonth> months)
    {
        var (entered, delivered, heard, counts) = (new int[Days], new int[Days], new int[Days], new int[10]);
        foreach (var month in months)
        {
            Add(month.Entered, entered);
            Add(month.Delivered, delivered);
            Add(month.LastHeard, heard);
            Add(month.Counts, counts);
        }
        return new() { Entered = entered, Delivered = delivered, LastHeard = heard, Counts = counts };

        static void Add(int[] from, int[] to)
        {
            for (var i = 0; i < to.Length; i++)
                to[i] += from[i];
        }
    }

    private static int At(int day) => Math.Min(day, Days - 1);
}
