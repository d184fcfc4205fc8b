using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Portal.Ops;

/// <summary>
/// A parcel's way on one axis of time: a lane for each leg, its scans as marks, who held it as bars, gaps as gaps, and how long silence is usual where it stands now. Lengths across are
/// parts of a hundred, so that the drawing is as wide as its place; heights are pixels.
/// </summary>
public sealed record WayAxisView
{
    /// <summary>Pixels: the room above for the words of a mark, a lane's name, a row of marks, and the days below.</summary>
    public const int Head = 40, Name = 20, Row = 16, Foot = 24;

    /// <summary>Marks nearer to each other than this part of a hundred stand in rows; what fits into none of them is folded into the last.</summary>
    private const double Apart = 1.5;
    private const int MostRows = 4;
    private const double Margin = 1.5;

    /// <summary>The longest words shown above the lanes.</summary>
    private const int MostWords = 150;

    /// <summary>What lies further back than this before the end, or further ahead than this, is only counted: one wrong clock must not squeeze the rest into a line.</summary>
    private static readonly Duration MostBack = Duration.FromDays(550), MostAhead = Duration.FromDays(45);
    private static readonly Duration Least = Duration.FromHours(24);

    public required IReadOnlyList<Lane> Lanes { get; init; }
    public required IReadOnlyList<Tick> Ticks { get; init; }

    /// <summary>From the last proof of one holder to the first of the next.</summary>
    public required IReadOnlyList<Passing> Passings { get; init; }

    /// <summary>Null for a parcel of which nothing more is awaited: its axis ends with its last news.</summary>
    public required double? Now { get; init; }
    public required int Height { get; init; }

    /// <summary>All that is drawn, in sentences.</summary>
    public required IReadOnlyList<string> Says { get; init; }

    /// <param name="legs">The attached ones.</param>
    /// <param name="usual">Of the present silence.</param>
    /// <param name="usualScans">By when the scan after each line usually came; what took longer is a gap.</param>
    /// <param name="zone">In which days begin.</param>
    /// <param name="nameOf">A carrier's name.</param>
    /// <returns>Null where there is nothing to draw: no line has a readable time.</returns>
    public static WayAxisView? Of(Timeline timeline, IEnumerable<Leg> legs, UsualSilence? usual, IReadOnlyDictionary<EventKey, Instant> usualScans, LaneNorms norms, Instant now, DateTimeZone zone, Func<CarrierId, string> nameOf)
    {
        var isOver = timeline.Stage is Stage.Stopped || timeline.Milestone?.IsTerminal() is true;
        var told = timeline.Lines.Where(line => line.Time is not null).Select(line => (Line: line, At: At(line.Time!.Value))).Where(one => one.At <= now + MostAhead).ToList();
        if (told.Count == 0)
            return null;
        var end = told.Max(one => one.At);
        if (!isOver)
            end = Instant.Max(Instant.Max(end, now), usual is not null && usual.By <= now + MostAhead ? usual.By : now);
        told.RemoveAll(one => one.At < end - MostBack);
        var start = told.Min(one => one.At);
        if (end - start < Least)
            (start, end) = (start - (Least - (end - start)) / 2, end + (Least - (end - start)) / 2);
        var way = new Scale(start, end);

        var lanes = new List<Draft>();
        foreach (var leg in legs.OrderBy(leg => leg.Role switch { LegRole.FirstMile => 0, LegRole.WholeWay => 1, LegRole.LineHaul => 2, _ => 3 }).ThenBy(leg => leg.AddedAt))
            lanes.Add(new(leg.Carrier, nameOf(leg.Carrier), leg.Role, leg.Number));
        var laneOf = new Dictionary<EventKey, Draft>();
        var lineOf = new Dictionary<EventKey, (TimelineLine Line, Instant At)>();
        foreach (var (line, at) in told.OrderBy(one => one.At))
        {
            var lane = LaneOf(line, lanes, nameOf);
            laneOf[line.Key] = lane;
            lineOf[line.Key] = (line, at);
            lane.Put(line, way.At(at), line.Time!.Value is { Instant: null } vague ? (way.At(vague.Possible().Start), way.At(vague.Possible().End)) : null);
        }

        var gapFrom = norms.HandoverGap.For(timeline.Kind) ?? Duration.FromDays(5);
        var says = new List<string>();
        (Draft Lane, Instant Until)? held = null;
        var passed = new List<(Draft From, Instant GivenAt, Draft To, Instant TakenAt)>();
        for (var i = 0; i < timeline.Holdings.Count; i++)
        {
            var holding = timeline.Holdings[i];
            var scans = holding.Scans.Where(lineOf.ContainsKey).Select(key => lineOf[key]).OrderBy(one => one.At).ToList();
            if (scans.Count == 0)
                continue;
            var lane = laneOf[scans[0].Line.Key];
            if (held is { } before && before.Lane != lane)
                passed.Add((before.Lane, before.Until, lane, scans[0].At));
            held = (lane, scans[^1].At);
            says.Add($"{nameOf(holding.Holder)} provably held it from {ParcelOpsView.LocalOf(holding.From)} to {ParcelOpsView.LocalOf(holding.LastProven)}, {Words.Count(scans.Count, "scan")}; then: {ParcelOpsView.EndText(holding, nameOf)}.");
            for (var n = 1; n < scans.Count; n++)
                Between(lane, scans[n - 1].Line, scans[n - 1].At, scans[n].At, BarKind.Held);
            var until = i + 1 < timeline.Holdings.Count && timeline.Holdings[i + 1].From is { } next ? At(next) : isOver ? scans[^1].At : Instant.Max(now, scans[^1].At);
            if (holding.IsGap)
                lane.Gap(scans[^1].At, until, ParcelOpsView.EndText(holding, nameOf), says, way);
            else
                Between(lane, scans[^1].Line, scans[^1].At, until, BarKind.Unproven);
        }

        // Longer than is usual is a gap, and what is usual stands behind it; where nothing was learned, days decide.
        void Between(Draft lane, TimelineLine after, Instant from, Instant to, BarKind kind)
        {
            var by = usualScans.TryGetValue(after.Key, out var learned) ? learned : (Instant?)null;
            if (to <= from)
                return;
            if (to < (by ?? from + gapFrom))
            {
                lane.Bars.Add(new(kind, way.At(from), way.At(to) - way.At(from), ""));
                return;
            }
            lane.Gap(from, to, "No scan", says, way);
            if (by is { } usually && after.Key != usual?.After.Key)
                lane.Expected(from, usually, way, says);
        }

        if (usual is not null && laneOf.TryGetValue(usual.After.Key, out var silent))
            silent.Expect(usual, way, says);
        if (timeline.Lines.Count - told.Count is > 0 and var left)
            says.Add($"{Words.Count(left, "line")} {(left == 1 ? "is" : "are")} not drawn: no readable time, or one far from the others.");

        var y = Head;
        var drawn = new List<Lane>();
        foreach (var lane in lanes)
        {
            drawn.Add(lane.At(y));
            lane.Top = y;
            y += lane.Height;
        }
        return new()
        {
            Lanes = drawn,
            Ticks = way.Ticks(zone),
            Passings = [.. passed.Select(one => new Passing(way.At(one.GivenAt), one.From.Middle, way.At(one.TakenAt), one.To.Middle))],
            Now = isOver ? null : way.At(now),
            Height = y + Foot,
            Says = says,
        };
    }

    /// <summary>A number as SVG takes it.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary><c>3 days</c>, <c>9 hours</c>.</summary>
    public static string Days(Duration span) => span.TotalDays >= 1 ? Words.Count((long)span.TotalDays, "day") : Words.Count((long)span.TotalHours, "hour");

    /// <summary>The form of a mark: told apart without colour.</summary>
    public static MarkKind KindOf(TimelineLine line) => line switch
    {
        { Withdrawal: not null } => MarkKind.TakenBack,
        { Milestone: null } => ParcelOpsView.IsUnknown(line) ? MarkKind.Unknown : MarkKind.Told,
        { Class: not EventClass.Actual } or { Moves: false } => MarkKind.Told,
        { Milestone: Milestone.Delivered or Milestone.Returned } => MarkKind.End,
        { Milestone: Milestone.CustomsHeld or Milestone.ExportHeld or Milestone.HeldInwardOffice or Milestone.HeldOutwardOffice or Milestone.HeldAtDepot or Milestone.AttemptFailed or Milestone.FlightMissed
            or Milestone.Damaged or Milestone.Lost or Milestone.Destroyed or Milestone.Cancelled or Milestone.ExportCancelled or Milestone.ImportTerminated or Milestone.Returning } => MarkKind.Trouble,
        { Milestone: Milestone.DepartedOutwardOffice or Milestone.ArrivedInwardOffice or Milestone.FlightDeparted or Milestone.FlightArrived or Milestone.ExportPresented or Milestone.ExportReleased
            or Milestone.CustomsPresented or Milestone.CustomsReleased } => MarkKind.Border,
        { Milestone: Milestone.OutForDelivery or Milestone.AtPickupPoint } => MarkKind.Doorstep,
        { Milestone: { } milestone } => milestone.IsScan() ? MarkKind.Scan : MarkKind.Told,
    };

    /// <summary>The moment, or the middle of those that are possible where the offset was not earned.</summary>
    private static Instant At(EventTime time) => time.Instant ?? time.Possible() switch { var possible => possible.Start + possible.Duration / 2 };

    private static Draft LaneOf(TimelineLine line, List<Draft> lanes, Func<CarrierId, string> nameOf)
    {
        var own = lanes.Where(lane => lane.Carrier == line.Carrier).ToList();
        var lane = own.FirstOrDefault(lane => line.Sources.Any(source => source.Number == lane.Number)) ?? own.FirstOrDefault();
        if (lane is null)
            lanes.Add(lane = new(line.Carrier, nameOf(line.Carrier), line.Role, null));
        return lane;
    }

    private static string WordsOf(TimelineLine line)
    {
        var text = string.Join(" · ", new[] { line.Place?.Text, line.Wording }.Where(part => !string.IsNullOrWhiteSpace(part)));
        return text.Length <= MostWords ? text : text[..(char.IsHighSurrogate(text[MostWords - 1]) ? MostWords - 1 : MostWords)] + "…";
    }

    private static string HeadOf(TimelineLine line, string carrier) =>
        $"{ParcelOpsView.LocalOf(line.Time)} {ParcelOpsView.OffsetText(line.Time)} · {ParcelOpsView.MeaningOf(line)}{(ParcelOpsView.Caveat(line) is { } caveat ? $", {caveat}" : "")} · {carrier}";

    /// <param name="Number">Null for scans of a carrier that has no leg here.</param>
    public sealed record Lane(string Carrier, LegRole Role, TrackingNumber? Number, int Top, int Height, IReadOnlyList<Mark> Marks, IReadOnlyList<Bar> Bars, IReadOnlyList<Band> Usual);

    /// <summary>A line of the timeline, or several that would cover each other.</summary>
    /// <param name="Y">Pixels below its lane's top.</param>
    /// <param name="Vague">Between which times it happened, where the offset was not earned.</param>
    /// <param name="Folded">How many more lines stand behind it.</param>
    public sealed record Mark(EventKey Key, MarkKind Kind, double X, int Y, (double From, double To)? Vague, string Head, string Text, int Folded);

    public enum MarkKind { Scan, Border, Doorstep, Trouble, End, Told, TakenBack, Unknown }

    public sealed record Bar(BarKind Kind, double X, double Width, string Says);

    public enum BarKind
    {
        /// <summary>Between two scans of one holder.</summary>
        Held,

        /// <summary>After the last proof, while that is not long.</summary>
        Unproven,
        Gap,
    }

    /// <summary>How long silence is usual: to half, to 95 of 100 and to 99 of 100.</summary>
    public sealed record Band(double X, double? Half, double By, double? Rare, string Says);

    public sealed record Tick(double X, string Text);

    public sealed record Passing(double FromX, int FromY, double ToX, int ToY);

    private sealed class Draft(CarrierId carrier, string name, LegRole role, TrackingNumber? number)
    {
        private readonly List<Mark> _marks = [];
        private readonly List<double> _rows = [];
        private readonly List<Band> _usual = [];

        public CarrierId Carrier => carrier;
        public TrackingNumber? Number => number;
        public List<Bar> Bars { get; } = [];
        public int Top { get; set; }
        public int Middle => Top + Name + Row / 2;
        public int Height => Name + Row * Math.Max(1, _rows.Count) + 8;

        public void Put(TimelineLine line, double x, (double, double)? vague)
        {
            var row = _rows.FindIndex(taken => x - taken >= Apart);
            if (row < 0 && _rows.Count == MostRows)
            {
                // What ends or troubles a journey is never hidden behind what does not.
                var last = _marks.FindLastIndex(mark => mark.Y == YOf(MostRows - 1));
                var (folded, own) = (_marks[last], Of(line, x, MostRows - 1, vague));
                _marks[last] = (Weight(own.Kind) > Weight(folded.Kind) ? own : folded) with { Folded = folded.Folded + 1 };
                return;
            }
            if (row < 0)
            {
                row = _rows.Count;
                _rows.Add(0);
            }
            _rows[row] = x;
            _marks.Add(Of(line, x, row, vague));
        }

        public void Gap(Instant from, Instant to, string why, List<string> says, Scale way)
        {
            if (to <= from)
                return;
            var text = $"{why}: {Days(to - from)}, {Words.Minute(from)} to {Words.Minute(to)}";
            Bars.Add(new(BarKind.Gap, way.At(from), way.At(to) - way.At(from), text));
            says.Add($"{name}: {text}.");
        }

        public void Expect(UsualSilence usual, Scale way, List<string> says)
        {
            var text = usual.Usual is { } learned
                ? $"Usual after this scan: half move within {learned.Half.ToString("0.#", CultureInfo.InvariantCulture)} working days, 95 of 100 within {learned.P95.ToString("0.#", CultureInfo.InvariantCulture)}, by {Words.Minute(usual.By)}; {RestsOn(learned)}"
                : $"Usual after this scan: {Words.Count(usual.DefaultDays ?? 0, "day")}, to {Words.Minute(usual.By)}, a built-in threshold: nothing was learned here yet";
            _usual.Add(new(way.At(usual.Since), Within(usual.Half), way.At(usual.By), Within(usual.Rare), text));
            says.Add(text + ".");

            double? Within(Instant? moment) => moment is { } at && at > usual.Since ? way.At(at) : null;
        }

        private string RestsOn(Usual learned) => $"learned from {Words.Count((long)learned.Parcels, "parcel")} of {learned.Lane with { Carrier = name }}" + (learned.Level is LaneLevel.Lane ? ""
            : $", for the rest from {Words.Number((long)learned.LevelParcels)} of {learned.Level switch { LaneLevel.CarrierAndDestination => $"{name} to {learned.Lane.Destination}", LaneLevel.Carrier => name, _ => "all carriers" }}");

        public void Expected(Instant from, Instant by, Scale way, List<string> says)
        {
            var text = $"Usual after that scan: 95 of 100 came within {Days(by - from)}";
            _usual.Add(new(way.At(from), null, way.At(by), null, text));
            says.Add(text + ".");
        }

        public Lane At(int top) => new(name, role, number, top, Height, _marks, Bars, _usual);

        private Mark Of(TimelineLine line, double x, int row, (double, double)? vague) => new(line.Key, KindOf(line), x, YOf(row), vague, HeadOf(line, name), WordsOf(line), 0);

        private static int Weight(MarkKind kind) => kind switch { MarkKind.End => 2, MarkKind.Trouble => 1, _ => 0 };

        private static int YOf(int row) => Name + Row * row + Row / 2;
    }

    private sealed class Scale(Instant start, Instant end)
    {
        private static readonly (int Hours, string Pattern)[] Steps =
            [(3, "HH:mm"), (6, "HH:mm"), (24, "d MMM"), (48, "d MMM"), (7 * 24, "d MMM"), (14 * 24, "d MMM"), (28 * 24, "d MMM"), (84 * 24, "MMM uuuu"), (182 * 24, "MMM uuuu")];
        private const int MostTicks = 12;

        /// <summary>From 0 to 100, within the margins; what lies outside is at the edge.</summary>
        public double At(Instant at) => Math.Clamp(Math.Round(Margin + (100 - 2 * Margin) * ((at - start) / (end - start)), 3), 0, 100);

        /// <summary>Where days, or hours of few days, begin.</summary>
        public IReadOnlyList<Tick> Ticks(DateTimeZone zone)
        {
            var step = Steps.FirstOrDefault(one => (end - start).TotalHours / one.Hours <= MostTicks, Steps[^1]);
            var ticks = new List<Tick>();
            var pattern = LocalDateTimePattern.CreateWithInvariantCulture(step.Pattern);
            var midnight = start.InZone(zone).Date;
            if (step.Hours >= 7 * 24)
                midnight = midnight.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday));
            for (var local = midnight.AtMidnight(); ; local = local.PlusHours(step.Hours))
            {
                var at = local.InZoneLeniently(zone).ToInstant();
                if (at > end)
                    return ticks;
                if (at >= start)
                    ticks.Add(new(At(at), local.TimeOfDay == LocalTime.Midnight && step.Hours < 24 ? LocalDateTimePattern.CreateWithInvariantCulture("d MMM").Format(local) : pattern.Format(local)));
            }
        }
    }
}
