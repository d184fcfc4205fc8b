using System.Globalization;
using System.Text;
using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>How the report on carriers and lanes is asked for and shown.</summary>
public sealed record LaneReportView
{
    public const string Path = "/ops/lanes";
    public const string CsvPath = "/ops/lanes.csv";

    /// <summary>The most curves in one chart: more cannot be told apart.</summary>
    public const int MostCurves = 6;

    /// <summary>Months that can be chosen; the report itself reaches back 400 days.</summary>
    public static readonly IReadOnlyList<int> Spans = [1, 3, 6, 13];

    /// <summary>The lane; null for all.</summary>
    public (string Origin, string Destination)? Lane { get; init; }

    /// <summary>The months up to today's, today's among them.</summary>
    public int Months { get; init; } = 3;

    /// <summary>Only this carrier, its months beside each other; null compares the carriers.</summary>
    public string? Carrier { get; init; }

    /// <summary>What an address asks for; what it asks wrongly is left out.</summary>
    /// <param name="lane">As <c>CN-BR</c>, either end empty where nobody said it.</param>
    public static LaneReportView Of(string? lane, int? months, string? carrier) => new()
    {
        Lane = lane?.Split('-', 2) is [var origin, var destination] ? (origin, destination) : null,
        Months = months is { } asked && Spans.Contains(asked) ? asked : 3,
        Carrier = string.IsNullOrWhiteSpace(carrier) ? null : carrier,
    };

    public string ToUrl() => Path + Query;

    public string ToCsvUrl() => CsvPath + Query;

    public LocalDate Since(LocalDate today) => new LocalDate(today.Year, today.Month, 1).PlusMonths(1 - Months);

    private string Query
    {
        get
        {
            var parts = new List<string>();
            if (Lane is { } lane)
                parts.Add("lane=" + Uri.EscapeDataString($"{lane.Origin}-{lane.Destination}"));
            if (Months != 3)
                parts.Add("months=" + Months.ToString(CultureInfo.InvariantCulture));
            if (Carrier is { } carrier)
                parts.Add("carrier=" + Uri.EscapeDataString(carrier));
            return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
        }
    }

    public static string NameOf((string Origin, string Destination) lane) => $"{Or(lane.Origin)} → {Or(lane.Destination)}";

    /// <summary>The carriers, busiest first, or the months of the one that was chosen, newest first.</summary>
    public IReadOnlyList<Line> Lines(IReadOnlyList<LaneMonthRow> rows, Func<string, string> nameOf)
    {
        var lines = Carrier is { } only
            ? rows.Where(row => row.Carrier == only).GroupBy(row => row.Month).OrderByDescending(month => month.Key)
                .Select(month => LineOf(month.Key.ToString("uuuu-MM", CultureInfo.InvariantCulture), null, month))
            : rows.GroupBy(row => row.Carrier).Select(carrier => LineOf(nameOf(carrier.Key), carrier.Key, carrier)).OrderByDescending(line => line.Counted.Parcels).ThenBy(line => line.Name, StringComparer.Ordinal);
        return [.. lines];

        static Line LineOf(string name, string? carrier, IEnumerable<LaneMonthRow> rows)
        {
            var counted = LaneMonth.Sum(rows.Select(row => row.Counted));
            return new(name, carrier, counted, TransitCurve.Of(counted));
        }
    }

    /// <summary>A share of so many with Wilson's 95 % interval, such as <c>93.1 % (90.2 to 95.2)</c>; a dash where there is none to judge.</summary>
    public static string Share(int part, int of)
    {
        if (of == 0)
            return "–";
        var (low, high) = Wilson.Interval(part / (double)of, of);
        return string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / of:0.0} % ({100 * low:0.0} to {100 * high:0.0})");
    }

    public static string Days(int? day) => day is { } known ? known.ToString(CultureInfo.InvariantCulture) : "–";

    /// <summary>All rows as a table for other programs, a line a carrier, lane and month, the curves' middles with it.</summary>
    public static string ToCsv(IEnumerable<LaneMonthRow> rows)
    {
        var text = new StringBuilder("\uFEFFcarrier,origin,destination,month,parcels,half within days,90 % within days,attempts judged,attempted in time,deliveries judged,delivered in time,late by seller,late by carrier,late by buyer,late of unknown cause,exceptions,exception rate,low,high\r\n");
        foreach (var row in rows)
        {
            var (counted, curve) = (row.Counted, TransitCurve.Of(row.Counted));
            var rate = counted.Exceptions / (double)counted.Parcels;
            var (low, high) = Wilson.Interval(rate, counted.Parcels);
            text.AppendJoin(',', new[]
            {
                row.Carrier, row.Origin, row.Destination, row.Month.ToString("uuuu-MM", CultureInfo.InvariantCulture), Number(counted.Parcels), curve.DayBy(0.5) is { } half ? Number(half) : "", curve.DayBy(0.9) is { } most ? Number(most) : "",
                Number(counted.AttemptsJudged), Number(counted.AttemptedInTime), Number(counted.Judged), Number(counted.InTime), Number(counted.LateBy(Lateness.Seller)), Number(counted.LateBy(Lateness.Carrier)),
                Number(counted.LateBy(Lateness.Buyer)), Number(counted.LateBy(Lateness.Unknown)), Number(counted.Exceptions), Exact(rate), Exact(low), Exact(high),
            }.Select(QueueCsv.Cell)).Append("\r\n");
        }
        return text.ToString();

        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
        static string Exact(double share) => share.ToString("0.0000", CultureInfo.InvariantCulture);
    }

    private static string Or(string end) => end.Length > 0 ? end : "?";

    /// <summary>One carrier, or one month of it.</summary>
    /// <param name="Carrier">Its id, to look at its months; null for a month.</param>
    public sealed record Line(string Name, string? Carrier, LaneMonth Counted, TransitCurve Curve);
}
