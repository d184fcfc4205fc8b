using System.Globalization;

namespace Tracking.Portal.Map;

/// <summary>The shapes of land and the borders between countries. Source: Natural Earth 1:50m (public domain); <c>Outlines.mjs</c> makes the table.</summary>
public sealed class Outlines
{
    private const double Steps = 22;
    private const int Letters = 91, Half = 45, Far = Letters * Letters / 2;
    private static readonly Lazy<Outlines> All = new(Load);

    private Outlines(IReadOnlyList<Shape> land, IReadOnlyList<Shape> borders) => (Land, Borders) = (land, borders);

    public static Outlines World => All.Value;

    public IReadOnlyList<Shape> Land { get; }
    public IReadOnlyList<Shape> Borders { get; }

    private static Outlines Load()
    {
        using var stream = typeof(Outlines).Assembly.GetManifestResourceStream("Map/Outlines.txt")!;
        using var reader = new StreamReader(stream);
        var rings = reader.ReadLine()!.Split(';');
        var borders = reader.ReadLine()!.Split(' ');
        var arcs = new List<(double X, double Y)[]>();
        while (reader.ReadLine() is { } line)
            arcs.Add([.. Read(line)]);
        return new(
            [.. rings.Select(ring => new Shape(Unbroken(ring.Split(' ').SelectMany(at => Arc(Number(at))))))],
            [.. borders.Select(at => new Shape(Unbroken(arcs[Number(at)])))]);

        // An arc begins where the one before ends; a negative number is one read backwards.
        IEnumerable<(double X, double Y)> Arc(int at) => at < 0 ? arcs[-at - 1].Reverse().Skip(1) : arcs[at].Skip(1);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>What crosses the antimeridian goes on beyond 180 degrees instead of starting again at the other side.</summary>
    private static List<(double X, double Y)> Unbroken(IEnumerable<(double X, double Y)> points)
    {
        var line = new List<(double X, double Y)>();
        foreach (var (x, y) in points)
            line.Add((line.Count == 0 ? x : x + 360 * Math.Round((line[^1].X - x) / 360), y));
        return line;
    }

    private static IEnumerable<(double X, double Y)> Read(string line)
    {
        int at = 0, x = 0, y = 0;
        while (at < line.Length)
        {
            x += Step();
            y += Step();
            yield return (x / Steps, Mercator.Y(y / Steps));
        }

        int Step() => Letter() is var first && first < Letters - 1 ? first - Half : Letter() * Letters + Letter() - Far;

        // The printable letters but < | and \.
        int Letter() => line[at++] switch { < '<' and var letter => letter - 33, < '\\' and var letter => letter - 34, < '|' and var letter => letter - 35, var letter => letter - 36 };
    }
}
