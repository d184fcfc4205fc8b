using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>Walks the lines from the oldest on and says where the parcel is after each.</summary>
internal sealed class Journey
{
    /// <summary>A scan this long after the end is no straggler: the parcel really moves again.</summary>
    private static readonly Duration MuchLater = Duration.FromDays(1);

    private readonly Lane _lane;
    private readonly JourneyKind _kind;
    private TimelineLine? _end;
    private int _endLeg;
    private TimelineLine? _lastOutside;
    private bool _arrived;
    private bool _returning;
    private bool _scanned;

    private Journey(Lane lane, JourneyKind kind) => (_lane, _kind) = (lane, kind);

    public IReadOnlyList<TimelineLine> Lines { get; private set; } = [];
    public Stage? Stage { get; private set; }
    public Milestone? Milestone { get; private set; }
    public Milestone? Unconfirmed { get; private set; }

    public static Journey Walk(IReadOnlyList<TimelineLine> lines, Func<int, int> legOf, Lane lane, JourneyKind kind)
    {
        var journey = new Journey(lane, kind);
        var walked = new List<TimelineLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
            walked.Add(journey.Step(lines[i], legOf(i)));
        journey.Lines = walked;
        return journey;
    }

    private TimelineLine Step(TimelineLine line, int leg)
    {
        if (!line.Moves || line.Milestone is not { } milestone || milestone.StageOf() is not { } stage)
            return line with { Stage = Stage };
        if (milestone.IsTerminal() && !line.Confirmed)
        {
            Unconfirmed = milestone;
            return line with { Stage = Stage, Moves = false };
        }
        if (IsBeforeArrival(line) || _end is { } end && !Reopens(end, line, leg))
            return line with { Stage = Stage, Moves = false };

        Unconfirmed = null;
        if (_returning && ResumesDelivery(line))
            _returning = false;
        if (_returning && milestone is Events.Milestone.Delivered)
            (line, milestone, stage) = (line with { Milestone = Events.Milestone.Returned }, Events.Milestone.Returned, Events.Stage.Returned);
        if (milestone is Events.Milestone.Returning)
            _returning = true;
        if (_returning && stage is not Events.Stage.Stopped)
            stage = Events.Stage.Returned;
        if (_scanned && Stage is { } before)
            stage = Onward(before, milestone, stage);

        _end = milestone.IsTerminal() ? line : null;
        _endLeg = leg;
        _scanned |= milestone.IsScan();
        if (Border.IsInDestination(line, _lane))
            _arrived = true;
        else if (milestone.IsScan())
            _lastOutside = line;
        if (milestone is not Events.Milestone.PreAdvised || Stage is null or Events.Stage.Label)
            Milestone = milestone;
        Stage = stage;
        return line with { Stage = Stage };
    }

    /// <summary>A label told late moves nothing, and the next carrier's acceptance does not start the journey anew.</summary>
    private static Stage Onward(Stage before, Milestone milestone, Stage stage) => milestone switch
    {
        Events.Milestone.PreAdvised => before,
        Events.Milestone.Accepted when stage is Events.Stage.Accepted && before is not Events.Stage.Accepted => Events.Stage.InTransit,
        _ => stage,
    };

    /// <summary>Papers shown to customs while the goods still travel. A day after the last scan outside, an entry made in the country itself is taken for an arrival: many posts scan none.</summary>
    private bool IsBeforeArrival(TimelineLine line)
    {
        if (_kind is not JourneyKind.CrossBorder || !Border.IsImportCustoms(line.Milestone) || _arrived)
            return false;
        if (line.Place?.Country is not { } country || country != _lane.Destination)
            return line.Milestone is not Events.Milestone.CustomsHeld;
        if (line.Milestone is Events.Milestone.CustomsHeld)
            return false;
        return _lastOutside is not { Time: { } left } || !Border.IsExport(_lastOutside.Milestone) || line.Time is not { } told
            || told.Possible().Start < left.Possible().End + MuchLater;
    }

    private bool Reopens(TimelineLine end, TimelineLine line, int leg)
    {
        if (line.Sources[0].Source == Override.Person)
            return true;
        if (!line.Confirmed || line.Milestone is not { } milestone || milestone is Events.Milestone.PreAdvised || leg < _endLeg || IsOwn(end) && !IsOwn(line))
            return false;
        if (end.Milestone is Events.Milestone.Delivered or Events.Milestone.Returned)
        {
            if (end.Milestone is Events.Milestone.Delivered && milestone is Events.Milestone.Returning or Events.Milestone.Returned)
                return true;
            return milestone.IsScan() && milestone != end.Milestone && !Border.IsImportCustoms(milestone) && IsAfter(end, line, MuchLater);
        }
        return milestone != end.Milestone && (milestone.IsScan() || milestone.IsTerminal()) && IsAfter(end, line, Duration.Zero);
    }

    /// <summary>The carrier's own word: an aggregator is no proof against it. A person's word can be taken back by either.</summary>
    private static bool IsOwn(TimelineLine line) => line.Sources[0].Source == line.Carrier;

    private static bool IsAfter(TimelineLine end, TimelineLine line, Duration apart) =>
        end.Time is { } ended && line.Time is { } time && time.Possible().Start >= ended.Possible().End + apart && time.Possible().Start > ended.Possible().Start;

    /// <summary>Sent on to the recipient after all: only where the place says so.</summary>
    private bool ResumesDelivery(TimelineLine line) =>
        _kind is JourneyKind.CrossBorder && line.Milestone is Events.Milestone.OutForDelivery or Events.Milestone.AtPickupPoint or Events.Milestone.Delivered
        && line.Place?.Country is { } country && country == _lane.Destination && country != _lane.Origin;
}
