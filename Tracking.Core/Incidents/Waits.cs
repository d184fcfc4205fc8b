using System.Globalization;
using System.Text;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Incidents;

/// <summary>Reads the waits between scans out of a timeline.</summary>
public static class Waits
{
    /// <summary>A scan told so much later than it happened was a history told at once, such as at registration: the silence began with the scan.</summary>
    private static readonly Duration ToldLate = Duration.FromDays(1);

    /// <summary>The longest name of a place that makes a cohort.</summary>
    private const int NameLength = 60;

    /// <summary>The waits of one parcel, oldest first; the last is open where another scan is awaited from a carrier: not at a pickup point, and not once all is over.</summary>
    public static IReadOnlyList<Wait> Of(long parcel, Timeline timeline)
    {
        var scans = timeline.Lines.Where(line => line is { Class: EventClass.Actual, Withdrawn: false, Moves: true } && line.Milestone?.IsScan() is true)
            .Select((line, at) => (Line: line, At: at, Told: line.Sources.Min(source => source.ReceivedAt))).ToList();
        var waits = new List<Wait>();
        Wait? open = null;
        var newest = -1;
        foreach (var news in scans.GroupBy(scan => scan.Told).OrderBy(group => group.Key))
        {
            var (line, at, told) = news.MaxBy(scan => scan.At);
            if (at <= newest)
                continue;
            newest = at;
            if (open is not null)
                waits.Add(open with { Ended = told, ToldByCarrier = line.Sources.Any(source => source.Source == line.Carrier) });
            open = Awaits(line.Milestone!.Value) ? Begin(parcel, timeline, line, told) : null;
        }
        if (open is not null && timeline.Milestone?.IsTerminal() is not true && timeline.Stage is not (Stage.Stopped or Stage.AtPickup))
            waits.Add(open);
        return waits;
    }

    /// <summary>How a place is named as a facility: the carrier's own facility, else the city, else what was printed; null where nothing was.</summary>
    public static string? FacilityOf(Place? place)
    {
        var said = new[] { place?.Facility, place?.City, place?.Text }.FirstOrDefault(part => !string.IsNullOrWhiteSpace(part));
        if (said is null)
            return null;
        var name = string.Join(' ', said.Replace('|', ' ').ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return name.Length <= NameLength ? name : name[..NameLength];
    }

    /// <summary>
    /// How the town of a place is named, whichever carrier prints it: the city, else what was printed before its first comma, else the facility; in capitals,
    /// without accents, punctuation and postcodes, so that <c>São Paulo</c> and <c>SAO PAULO / 01000-000</c> are one. Null where nothing was said.
    /// </summary>
    public static string? TownOf(Place? place)
    {
        foreach (var said in new[] { place?.City, place?.Text.Split(',')[0], place?.Facility })
        {
            var letters = string.Concat((said ?? "").Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark)
                .Select(letter => char.IsLetterOrDigit(letter) || letter is '-' ? char.ToUpperInvariant(letter) : ' '));
            var name = string.Join(' ', letters.Normalize().Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Any(char.IsLetter)));
            if (name.Length > 0)
                return name.Length <= NameLength ? name : name[..NameLength];
        }
        return null;
    }

    /// <summary>True for scans after which parcels leave a place together.</summary>
    public static bool Leaves(Milestone milestone) =>
        milestone is Milestone.DepartedOutwardOffice or Milestone.FlightDeparted or Milestone.DepartedTransitOffice or Milestone.ExportReleased;

    private static bool Awaits(Milestone milestone) => !milestone.IsTerminal() && milestone is not Milestone.AtPickupPoint;

    private static Wait Begin(long parcel, Timeline timeline, TimelineLine line, Instant told)
    {
        var happened = line.Time?.Instant ?? told;
        return new()
        {
            Parcel = parcel,
            Carrier = line.Carrier.Value,
            Facility = FacilityOf(line.Place),
            Town = TownOf(line.Place),
            Country = line.Place?.Country,
            Origin = timeline.Lane.Origin,
            Destination = timeline.Lane.Destination,
            After = line.Milestone!.Value,
            Began = told - happened > ToldLate ? happened : told,
            Since = told,
            Left = Leaves(line.Milestone.Value) ? happened : null,
        };
    }
}
