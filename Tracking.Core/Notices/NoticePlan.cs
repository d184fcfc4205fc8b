using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Notices;

/// <summary>Decides what a buyer is told of a parcel, and when: pure.</summary>
public static class NoticePlan
{
    /// <summary>What we have known for longer is no news any more.</summary>
    public static readonly Duration Stale = Duration.FromDays(1);

    /// <summary>How long after delivery a buyer is asked whether it arrived.</summary>
    public static readonly Duration AskAfter = Duration.FromDays(1);

    // One change is told of by several clocks: days apart by no more are one delivery.
    private const int SameDelivery = 1;

    /// <summary>All that could be told of a parcel as it stands, told or not.</summary>
    public static IReadOnlyList<Notice> Of(Timeline timeline, IReadOnlyList<Finding> findings)
    {
        var notices = new List<Notice>();
        var moved = timeline.Lines.Where(line => line is { Moves: true, Withdrawn: false, Class: EventClass.Actual }).ToList();
        if (timeline.Stage is not (null or Stage.Label or Stage.Stopped or Stage.Returned))
        {
            Add(NoticeKind.Shipped, "", moved.FirstOrDefault(line => line.Stage is not (null or Stage.Label or Stage.Stopped)));
            Add(NoticeKind.Customs, "", timeline.Kind is JourneyKind.CrossBorder ? moved.FirstOrDefault(line => line.Stage is Stage.Customs) : null);
            var rounds = moved.LastOrDefault(line => line.Milestone is Milestone.OutForDelivery);
            Add(NoticeKind.OutForDelivery, DayOf(rounds), rounds);
            var waits = timeline.Stage is Stage.AtPickup ? moved.LastOrDefault(line => line.Milestone is Milestone.AtPickupPoint) : null;
            Add(NoticeKind.NeedsYou, "AtPickupPoint", waits);
        }
        if (timeline is { Stage: Stage.Delivered, Unconfirmed: null } && moved.LastOrDefault(line => line.Stage is Stage.Delivered) is { } delivered)
        {
            Add(NoticeKind.Delivered, DayOf(delivered), delivered);
            Add(NoticeKind.Arrived, DayOf(delivered), delivered);
        }
        foreach (var finding in findings)
            if (KindOf(finding) is { } kind)
                notices.Add(new(kind, OccasionOf(finding), finding.Since, timeline.Lines.Where(line => finding.Evidence.Contains(line.Key) && HasHappened(finding.Kind)).Select(HeardAt).Max()));
        return [.. notices.DistinctBy(notice => (notice.Kind, notice.Occasion))];

        void Add(NoticeKind kind, string occasion, TimelineLine? line)
        {
            if (line is not null)
                notices.Add(new(kind, occasion, Standing.At(line), HeardAt(line)));
        }
    }

    /// <summary>What becomes of everything about this parcel that a subscription has not dealt with yet.</summary>
    /// <param name="told">What it has dealt with: told, or remembered without telling.</param>
    /// <param name="replayedAt">When wires were read again, where that is what changed the parcel: what was known by then is told to nobody.</param>
    /// <param name="quiet">When nothing is sent at the buyer's place.</param>
    /// <param name="wait">How long news wait for others of the same order.</param>
    public static IReadOnlyList<PlannedNotice> Decide(
        Parcel parcel, IReadOnlyList<Notice> standing, IReadOnlySet<NoticeKind> wanted, IReadOnlyCollection<(NoticeKind Kind, string Occasion)> told,
        Instant? replayedAt, QuietHours quiet, Duration wait, Instant now)
    {
        var fresh = standing.Where(notice => !told.Any(old => IsSame(notice, old.Kind, old.Occasion))).ToList();
        var news = fresh.Where(IsNews).ToList();
        // Of one parcel only the furthest step is told: what it passed on the way there says nothing more.
        var furthest = news.Where(notice => IsProgress(notice.Kind)).Select(notice => (NoticeKind?)notice.Kind).Max();
        return [.. fresh.Select(notice => new PlannedNotice(notice,
            !news.Contains(notice) || IsProgress(notice.Kind) && notice.Kind != furthest ? null
            : quiet.Next(notice.Kind is NoticeKind.Arrived ? Instant.Max(notice.At + AskAfter, now + wait) : now + wait)))];

        bool IsNews(Notice notice) => wanted.Contains(notice.Kind)
            && notice.At >= parcel.RegisteredAt
            && !(notice.HeardAt < now - Stale)
            && !(replayedAt is { } again && !(notice.HeardAt > again));
    }

    /// <summary>The same change as one that was dealt with before: a withdrawal and the same again is no second one, nor is a delivery that another clock puts on the next day.</summary>
    public static bool IsSame(Notice notice, NoticeKind kind, string occasion) => notice.Kind == kind
        && (notice.Occasion == occasion
            || kind is NoticeKind.Delivered or NoticeKind.Arrived && Day(notice.Occasion) is { } one && Day(occasion) is { } other && Math.Abs(Period.DaysBetween(one, other)) <= SameDelivery);

    /// <summary>True for the steps of the way, of which the later says all.</summary>
    public static bool IsProgress(NoticeKind kind) => kind is NoticeKind.Shipped or NoticeKind.Customs or NoticeKind.OutForDelivery or NoticeKind.Delivered;

    /// <summary>What a finding is to its buyer; null for what is not theirs to know, or not yet.</summary>
    private static NoticeKind? KindOf(Finding finding) => finding switch
    {
        { Severity: Severity.Watch } => null,
        { MustAct: Party.Recipient } or { Kind: FindingKind.AttemptFailed } => NoticeKind.NeedsYou,
        { Kind: FindingKind.NotFound or FindingKind.WrongNumber or FindingKind.Contradiction or FindingKind.CarrierSilent } => null,
        _ => NoticeKind.Late,
    };

    /// <summary>One standstill is one occasion, whichever rule tells of it first and however it grows; what happened is one on its day.</summary>
    private static string OccasionOf(Finding finding) => HasHappened(finding.Kind) || finding.Kind is FindingKind.MissedEdd
        ? $"{finding.Kind} {LocalDatePattern.Iso.Format(finding.Since.InUtc().Date)}"
        : $"silence {LocalDatePattern.Iso.Format(finding.Since.InUtc().Date)}";

    /// <summary>False for what a rule infers from silence.</summary>
    private static bool HasHappened(FindingKind kind) => kind is not (FindingKind.NeverHandedOver or FindingKind.Stalled or FindingKind.LostInLineHaul
        or FindingKind.LostAtDestination or FindingKind.HandoverGap or FindingKind.CustomsDelay or FindingKind.MissedEdd);

    private static Instant? HeardAt(TimelineLine line) => line.Sources.Select(source => (Instant?)source.ReceivedAt).Min();

    private static string DayOf(TimelineLine? line) => line?.Time is { } time ? time.Local.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) : "";

    private static LocalDate? Day(string occasion) => LocalDatePattern.Iso.Parse(occasion) is { Success: true, Value: var day } ? day : null;
}
