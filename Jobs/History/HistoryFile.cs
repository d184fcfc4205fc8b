using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Tracking.Carriers;
using Tracking.Core.Lanes;

namespace Tracking.Jobs.History;

/// <summary>
/// Reads a delivery history: CSV with a header naming <c>accepted</c> and <c>delivered</c>, and where known <c>id</c>, <c>origin</c>, <c>destination</c>,
/// <c>carrier</c>, <c>service</c>, <c>promised</c>, <c>weight</c> and other phases; ISO times, blank where a phase did not happen. One row a line.
/// </summary>
public sealed class HistoryFile(string path)
{
    private static readonly string[] Times = ["ordered", "accepted", "left_origin", "arrived", "cleared", "at_delivery_depot", "out_for_delivery", "delivered"];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    /// <summary>Rows that were read.</summary>
    public long Read { get; private set; }

    /// <summary>Rows without a hand-over: nothing can be promised for them.</summary>
    public long NotHandedOver { get; private set; }

    /// <summary>Rows left out, and rows kept although they contradict themselves; the first hundred of each sort with their line.</summary>
    public List<string> Problems { get; } = [];
    public long Skipped { get; private set; }
    public long Doubtful { get; private set; }

    /// <summary>The latest moment that any row tells of: the end of what was watched.</summary>
    public LocalDateTime End { get; private set; } = LocalDateTime.MinIsoValue;

    /// <exception cref="ArgumentException">There is no such file, or its header lacks a column; the message says which.</exception>
    public IEnumerable<HistoryRow> Rows()
    {
        if (!File.Exists(path))
            throw new ArgumentException($"no such file: {path}");
        using var lines = File.ReadLines(path).GetEnumerator();
        if (!lines.MoveNext())
            throw new ArgumentException($"{path} is empty: its first line must name the columns.");
        var header = Csv.Rows(lines.Current).First().Select((name, at) => (Name: name.Trim().TrimStart('\uFEFF').ToLowerInvariant(), At: at)).ToList();
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, at) in header)
        {
            if (!columns.TryAdd(name, at))
                throw new ArgumentException($"{path} names the column {name} twice.");
        }
        foreach (var needed in new[] { "accepted", "delivered" })
        {
            if (!columns.ContainsKey(needed))
                throw new ArgumentException($"{path} has no column {needed}. Its columns are: {string.Join(", ", columns.Keys)}.");
        }
        for (var line = 2L; lines.MoveNext(); line++)
        {
            if (string.IsNullOrWhiteSpace(lines.Current))
                continue;
            Read++;
            var cells = Csv.Rows(lines.Current).First();
            if (RowOf(cells, columns, header.Count, out var why) is { } row)
            {
                if (why is not null)
                {
                    Doubtful++;
                    Say(line, why, Doubtful);
                }
                yield return row;
            }
            else if (why is null)
                NotHandedOver++;
            else
            {
                Skipped++;
                Say(line, why, Skipped);
            }
        }
    }

    private void Say(long line, string why, long count)
    {
        if (count <= 100)
            Problems.Add($"line {line}: {why}");
    }

    private HistoryRow? RowOf(string[] cells, Dictionary<string, int> columns, int expected, out string? why)
    {
        why = null;
        if (cells.Length != expected)
        {
            why = $"{cells.Length} cells where the header has {expected}; left out";
            return null;
        }
        var times = new Dictionary<string, LocalDateTime>(Times.Length);
        foreach (var name in Times)
        {
            if (Cell(name) is not { Length: > 0 } text)
                continue;
            if (TimeOf(text) is not { } time)
            {
                why = $"{name} is no ISO time: {Shown(text)}; left out";
                return null;
            }
            times[name] = time;
        }
        LocalDate? estimate = null;
        if (Cell("promised") is { Length: > 0 } promised)
        {
            if (TimeOf(promised) is not { } time)
            {
                why = $"promised is no ISO time: {Shown(promised)}; left out";
                return null;
            }
            estimate = time.Date;
        }
        var weight = 1.0;
        if (Cell("weight") is { Length: > 0 } given
            && !(double.TryParse(given, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weight) && weight > 0 && double.IsFinite(weight)))
        {
            why = $"weight is no number above zero: {Shown(given)}; left out";
            return null;
        }
        foreach (var time in times.Values)
            End = time > End ? time : End;
        if (!times.TryGetValue("accepted", out var accepted))
            return null;
        LocalDateTime? delivered = times.TryGetValue("delivered", out var came) ? came : null;
        if (delivered < accepted)
        {
            why = "delivered before it was handed over; kept as delivered at once";
            delivered = accepted;
        }
        return new()
        {
            Key = new(Text("carrier"), Text("origin"), Text("destination"), Text("service")),
            HandedOver = accepted,
            Delivered = delivered,
            Estimate = estimate,
            Weight = weight,
        };

        string Cell(string name) => columns.TryGetValue(name, out var at) ? cells[at].Trim() : "";

        // Few lanes, many rows: one string each.
        string Text(string name)
        {
            var text = Cell(name);
            return _texts.TryGetValue(text, out var known) ? known : _texts[text] = text;
        }
    }

    private static LocalDateTime? TimeOf(string text)
    {
        if (LocalDateTimePattern.ExtendedIso.Parse(text) is { Success: true } local)
            return Within(local.Value);
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } offset)
            return Within(offset.Value.LocalDateTime);
        return LocalDatePattern.Iso.Parse(text) is { Success: true } day ? Within(day.Value.AtMidnight()) : null;
    }

    private static LocalDateTime? Within(LocalDateTime time) => time.Year is >= 2010 and < 2049 ? time : null;

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
