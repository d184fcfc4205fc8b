using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings;

/// <summary>Where a parcel stands, as the rules need it; remembers each deadline a rule asked about, so that the next one is known.</summary>
public sealed class Standing
{
    private readonly Instant _now;

    public Standing(Situation situation)
    {
        Situation = situation;
        _now = situation.Now;
        Told = [.. Timeline.Lines.Where(line => line is { Class: EventClass.Actual, Withdrawn: false }
            && (line.Moves || line.Milestone?.StageOf() is null || Border.IsImportCustoms(line.Milestone)))];
        Scans = [.. Timeline.Lines.Where(line => line.Moves && line.Milestone?.IsScan() is true)];
        LastScan = Scans.Count == 0 ? null : Scans.MaxBy(line => (At(line), line.Key));
        IsOver = Timeline.Stage is Stage.Stopped || Timeline.Milestone?.IsTerminal() is true;
        HasArrived = Scans.Any(line => Border.IsInDestination(line, Timeline.Lane));
        HasLeft = HasArrived || Scans.Any(line => Border.IsExport(line.Milestone));
        Ahead = LegsAhead();
        TracksToTheDoor = Ahead.Count == 0 || Ahead.Any(leg => leg.Leg.TracksUntil is null);
    }

    private Standing(Standing other, Instant now)
    {
        (Situation, _now) = (other.Situation with { Now = now }, now);
        (Told, Scans, LastScan, IsOver, HasArrived, HasLeft, Ahead, TracksToTheDoor) =
            (other.Told, other.Scans, other.LastScan, other.IsOver, other.HasArrived, other.HasLeft, other.Ahead, other.TracksToTheDoor);
    }

    /// <summary>The same at another moment, with no deadline asked about: but for the clock nothing of it depends on the time.</summary>
    public Standing At(Instant now) => new(this, now);

    public Situation Situation { get; }
    public Timeline Timeline => Situation.Timeline;
    public LaneNorms Norms => Situation.Norms;
    public JourneyKind Kind => Timeline.Kind;
    public bool CrossesBorder => Kind is JourneyKind.CrossBorder;

    /// <summary>What was told of the past, oldest first: scans, notices and papers, no plans.</summary>
    public IReadOnlyList<TimelineLine> Told { get; }

    /// <summary>The scans that count, oldest first.</summary>
    public IReadOnlyList<TimelineLine> Scans { get; }
    public TimelineLine? LastScan { get; }

    /// <summary>Delivered, returned or stopped: nothing more is awaited.</summary>
    public bool IsOver { get; }

    /// <summary>Scanned inside the country of destination.</summary>
    public bool HasArrived { get; }

    /// <summary>Scanned on its way out of the country of origin, or beyond.</summary>
    public bool HasLeft { get; }

    /// <summary>The leg that had the last scan and those after it; all legs before the first scan.</summary>
    public IReadOnlyList<LegState> Ahead { get; }

    /// <summary>False where the service stops scanning on the way.</summary>
    public bool TracksToTheDoor { get; }

    /// <summary>The earliest deadline that a rule asked about and that has not passed.</summary>
    public Instant? NextDeadline { get; private set; }

    /// <summary>True once <paramref name="deadline"/> has come.</summary>
    public bool Past(Instant deadline)
    {
        if (_now >= deadline)
            return true;
        if (NextDeadline is not { } next || deadline < next)
            NextDeadline = deadline;
        return false;
    }

    /// <summary>The same without remembering it: for what is only said.</summary>
    public bool IsPast(Instant moment) => _now >= moment;

    /// <summary>The wait that began with a line, under the carrier that told it.</summary>
    internal Wait WaitSince(TimelineLine from, Stretch stretch, Norm usual, bool isLoss = true) => new(
        // Nothing is learned of the way back: there the defaults hold.
        Timeline.Stage is Stage.Returned ? Norms with { Learned = LearnedLanes.Empty } : Norms, Situation.Parcel, stretch, Watched.KeyOf(Timeline, from.Carrier), At(from), from.Time?.Local ?? At(from).InUtc().LocalDateTime,
        usual.For(Kind), isLoss ? Norms.LostSuggested.For(Kind) : null);

    /// <summary>The wait for the next scan after a line, in the phase that was reached with it.</summary>
    internal Wait WaitForScan(TimelineLine from, Norm usual, bool isLoss = true) => WaitSince(from, new(PhaseAt(from), Until.NextScan, Kind), usual, isLoss);

    internal Explanation Explain(Wait wait) => wait.Explain(_now);

    private Phase PhaseAt(TimelineLine line)
    {
        var phase = Phase.Label;
        foreach (var step in Dwell.Walk(Timeline))
        {
            phase = step.Phase;
            if (ReferenceEquals(step.Line, line))
                break;
        }
        return phase;
    }

    /// <summary>Whole days from <paramref name="since"/> to now: for sentences only.</summary>
    public int DaysSince(Instant since) => (int)Math.Floor((_now - since).TotalDays);

    /// <summary>The earliest instant at which the line can have happened; when we were told, where its clock cannot be read.</summary>
    public static Instant At(TimelineLine line) => line.Time?.Possible().Start ?? line.Sources.Min(source => source.ReceivedAt);

    /// <summary>
    /// The parcel as it stood when a leg from which news is awaited was last heard: silence after that is our own blindness, so
    /// it opens no gap and makes none graver, but one that was open before stays.
    /// </summary>
    public Standing WhenLastHeard()
    {
        var silent = Ahead.Select(BlindSince).OfType<Instant>().ToList();
        return silent.Count == 0 || silent.Min() >= _now ? this : At(silent.Min());
    }

    /// <summary>The newest told line that <paramref name="opens"/>, unless a later line <paramref name="closes"/>.</summary>
    public TimelineLine? Open(Func<TimelineLine, bool> opens, Func<TimelineLine, bool> closes) => OpenSeries(opens, closes) is [.., var last] ? last : null;

    /// <summary>The told lines that <paramref name="opens"/> after the last one that <paramref name="closes"/>.</summary>
    public IReadOnlyList<TimelineLine> OpenSeries(Func<TimelineLine, bool> opens, Func<TimelineLine, bool> closes)
    {
        var series = new List<TimelineLine>();
        foreach (var line in Told)
        {
            if (opens(line))
                series.Add(line);
            else if (closes(line))
                series.Clear();
        }
        return series;
    }

    /// <summary>True where the line proves that customs let the parcel go, by a release or by a scan beyond it inside the country.</summary>
    public bool ClosesCustoms(TimelineLine line) => CustomsSpan.Closes(line, Timeline);

    /// <summary>Since when nothing can be heard of a leg: its carrier does not answer and no other source has answered for its number since, or its feed is dead and no other has told of it; null where it can.</summary>
    public Instant? BlindSince(LegState leg) =>
        Situation.Silent.TryGetValue(leg.Leg.Carrier, out var since) && !(leg.LastAnsweredAt > since) ? since
        : HasDeadFeed(leg) && Situation.DeadFeeds[leg.Leg.Carrier] is var dead
            && !Timeline.Lines.Any(line => line.Sources.Any(source => source.Number == leg.Leg.Number && source.Source != leg.Leg.Carrier && source.ReceivedAt > dead)) ? dead
        : null;

    /// <summary>True while the leg's carrier answers and has no news for anyone.</summary>
    public bool HasDeadFeed(LegState leg) => Situation.DeadFeeds.ContainsKey(leg.Leg.Carrier);

    private List<LegState> LegsAhead()
    {
        var ordered = new Custody([.. Situation.Legs.Select(leg => leg.Leg)]).Legs;
        var holder = LastScan is null ? 0 : Math.Max(0, ordered.ToList().FindIndex(leg => leg.Carrier == LastScan.Carrier && LastScan.Sources.Any(source => source.Number == leg.Number)));
        return [.. ordered.Skip(holder).Select(leg => Situation.Legs.First(state => state.Leg == leg))];
    }
}
