using System.Globalization;
using MudBlazor;
using Tracking.Core.Incidents;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>How incidents are shown.</summary>
public static class IncidentView
{
    public const int PageSize = 50;

    /// <summary>The chart's size in units of its own.</summary>
    public const int Width = 800, Height = 180;
    private const int Foot = 22, Left = 34;

    public static string FalseAMonth => IncidentWatch.FalseAMonth.ToString("0.#", CultureInfo.InvariantCulture);

    public static string IconOf(string kind) => Enum.TryParse<IncidentKind>(kind, out var known) ? known switch
    {
        IncidentKind.FlightStuck => Icons.Material.Filled.FlightTakeoff,
        IncidentKind.FacilityStuck => Icons.Material.Filled.Warehouse,
        IncidentKind.LaneStuck => Icons.Material.Filled.Route,
        IncidentKind.DestinationStuck => Icons.Material.Filled.Public,
        IncidentKind.CarrierStuck => Icons.Material.Filled.LocalShipping,
        IncidentKind.DeadFeed => Icons.Material.Filled.SignalCellularConnectedNoInternet0Bar,
        IncidentKind.PushesStopped => Icons.Material.Filled.NotificationsOff,
        _ => Icons.Material.Filled.CloudOff,
    } : Icons.Material.Filled.CloudOff;

    /// <summary>How it was told, in sentences; empty for a carrier that does not answer, of which there is no more to say.</summary>
    public static IReadOnlyList<string> HowTold(IncidentDetails incident)
    {
        if (incident is not { Expected: { } expected, Observed: { } observed, Chance: { } chance })
            return [];
        var what = incident.Kind == nameof(IncidentKind.PushesStopped) ? "pushes" : "scans";
        return
        [
            $"About {expected.ToString("N0", CultureInfo.InvariantCulture)} {what} are usual for them in this time, each by how long it has waited and after which scan; {observed.ToString("N0", CultureInfo.InvariantCulture)} came.",
            $"If all were as usual, so few would come {Odds(chance)}.",
            "Nights, weekends, public holidays and times in which the carrier could not be heard are not counted.",
        ];
    }

    /// <summary><c>less than once in a million such times</c>.</summary>
    public static string Odds(double chance) => chance switch
    {
        < 1e-6 => "less than once in a million such times",
        < 1 => $"about once in {Round(1 / chance).ToString("N0", CultureInfo.InvariantCulture)} such times",
        _ => "every time",
    };

    /// <summary>The chart: a bar for each quarter of a working day, the usual as a stepped line above it.</summary>
    public static Chart? ChartOf(IncidentDetails incident)
    {
        var quarters = incident.Quarters;
        if (quarters.Count == 0)
            return null;
        var top = Math.Max(1, Math.Max(quarters.Max(quarter => quarter.Expected), quarters.Max(quarter => (double)quarter.Observed)));
        var step = (Width - Left) / (double)quarters.Count;
        double Y(double value) => Height - Foot - value / top * (Height - Foot - 8);
        var bars = quarters.Select((quarter, at) => new Bar(Left + at * step + step * 0.15, Y(quarter.Observed), step * 0.7, Height - Foot - Y(quarter.Observed), quarter.From >= incident.Since,
            $"{Words.Minute(quarter.From)}: {quarter.Observed.ToString(CultureInfo.InvariantCulture)} came, about {quarter.Expected.ToString("0.#", CultureInfo.InvariantCulture)} are usual")).ToList();
        var line = string.Join(' ', quarters.SelectMany((quarter, at) => new[] { Point(Left + at * step, Y(quarter.Expected)), Point(Left + (at + 1) * step, Y(quarter.Expected)) }));
        var since = quarters.Select((quarter, at) => (quarter.From, at)).Where(one => one.From <= incident.Since).Select(one => one.at).DefaultIfEmpty(0).Max();
        var days = quarters.Select((quarter, at) => (Day: quarter.From.InUtc().Date, At: at)).GroupBy(one => one.Day).Select(day => (X: Left + day.First().At * step, Text: day.Key.ToString("MM-dd", CultureInfo.InvariantCulture)))
            .ToList();
        List<(double X, string Text)> apart = [];
        foreach (var day in days)
        {
            if ((apart.Count == 0 || day.X - apart[^1].X >= 46) && day.X <= Width - 34)
                apart.Add(day);
        }
        return new(bars, line, Left + since * step, top, apart, $"Scans usual and seen in the last {quarters.Count / 4} working days: {quarters.Sum(quarter => quarter.Observed)} came, about {quarters.Sum(quarter => quarter.Expected):0} were usual.");
    }

    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Point(double x, double y) => $"{Number(x)},{Number(y)}";

    private static double Round(double value)
    {
        var scale = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return Math.Round(value / scale) * scale;
    }

    /// <param name="Since">Where the silence began.</param>
    /// <param name="Top">The value at the top.</param>
    /// <param name="Says">The chart in a sentence.</param>
    public sealed record Chart(IReadOnlyList<Bar> Bars, string Usual, double Since, double Top, IReadOnlyList<(double X, string Text)> Days, string Says);

    /// <param name="Within">True inside the incident.</param>
    public sealed record Bar(double X, double Y, double Width, double Height, bool Within, string Says);
}
