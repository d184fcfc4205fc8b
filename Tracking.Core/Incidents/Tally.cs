namespace Tracking.Core.Incidents;

/// <summary>One cohort's scans, usual and seen, by quarters of a working day back from now.</summary>
internal sealed class Tally(Cohort cohort)
{
    /// <summary>Quarters looked back on: 28 working days.</summary>
    public const int Quarters = 112;

    /// <summary>The latest quarters are judged, the older ones teach what is usual.</summary>
    public const int Judged = 16;

    /// <summary>A cohort's own past weighs against this many scans as its carrier's rates would have them.</summary>
    private const double Borrowed = 10;

    public Cohort Cohort => cohort;
    public double[] Expected { get; } = new double[Quarters];
    public int[] Observed { get; } = new int[Quarters];

    /// <summary>Of those seen, what the carrier itself told.</summary>
    public int[] Own { get; } = new int[Quarters];
    public List<Track> Tracks { get; } = [];

    /// <summary>True where several carriers' parcels are in it.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>The first quarter that teaches: with an incident that stands, the last one before it.</summary>
    public int Taught { get; set; } = Judged;

    /// <summary>Scans that taught.</summary>
    public int Lessons => Observed.AsSpan(Taught).ToArray().Sum();

    /// <summary>How many of the scans that its carrier's rates would have this cohort usually sees: a slow place is slow every day. A flight has no other days.</summary>
    public double Pace => IsFlight ? 1 : PaceOf(Observed, 1);

    /// <summary>The same for what the carrier tells itself.</summary>
    public double OwnPace => PaceOf(Own, OwnShare);

    /// <summary>The share of its scans that the carrier tells itself.</summary>
    public double OwnShare => Lessons is > 0 and var all ? Own.AsSpan(Taught).ToArray().Sum() / (double)all : 0;

    /// <summary>How uncertain its pace is, as a squared coefficient of variation; that flights differ is in how lumpy they are.</summary>
    public double Doubt => IsFlight ? 0 : 1 / (Lessons + Borrowed);

    private bool IsFlight => cohort.Kind is IncidentKind.FlightStuck;

    /// <summary>Takes a wait in.</summary>
    public void Add(Track track)
    {
        IsMixed |= Tracks is [var first, ..] && first.Wait.Carrier != track.Wait.Carrier;
        Tracks.Add(track);
        Count(track, 1);
    }

    /// <summary>Counts a wait that is in it, or with a sign of -1 no more.</summary>
    public void Count(Track track, int sign)
    {
        foreach (var (quarter, expected) in track.Expected)
            Expected[quarter] += sign * expected;
        if (track.News is not { } news)
            return;
        Observed[news] += sign;
        Own[news] += track.Wait.ToldByCarrier ? sign : 0;
    }

    private double PaceOf(int[] seen, double prior) =>
        (seen.AsSpan(Taught).ToArray().Sum() + Borrowed * prior) / (Math.Max(0, Expected.AsSpan(Taught).ToArray().Sum()) + Borrowed);
}
