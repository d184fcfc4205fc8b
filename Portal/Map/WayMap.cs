using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tracking.Core.Events;

namespace Tracking.Portal.Map;

/// <summary>The legs between towns as a drawing: land around them, an arc for each leg, a dot for each town, the newest with a ring. No script, no style sheet, nothing from elsewhere.</summary>
public static class WayMap
{
    private const int Width = 800;
    private const int Height = 600;

    /// <summary>Raised when drawings of the same towns come to look different.</summary>
    private const string Look = "1";
    private const double Aspect = (double)Width / Height;

    /// <summary>The least that is shown, in degrees: closer, the outlines would be coarse.</summary>
    private const double Least = 9;
    private const double Room = 0.16;

    /// <summary>What tells one drawing from another; the same for the same towns.</summary>
    public static string VersionOf(IReadOnlyList<Town> towns) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('|', towns.Select(town => string.Create(CultureInfo.InvariantCulture, $"{town.Name} {town.Latitude:0.00} {town.Longitude:0.00}")).Prepend(Look)))))[..12];

    /// <param name="towns">In the order of the way, none twice in a row; at least two.</param>
    /// <param name="accent">The colour of the legs on this ground, <c>#1d5bb8</c>.</param>
    public static string Draw(IReadOnlyList<Town> towns, string accent, bool dark)
    {
        var colours = dark ? new Colours("#16191c", "#33393f", "#5b636b", "#f0f1f2", accent) : new Colours("#eef2f5", "#d9dcd6", "#b3b8b0", "#1a1c1f", accent);
        var way = Unwrapped(towns);
        var view = View.Around(way);
        var svg = new StringBuilder($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="system-ui, sans-serif">""");
        svg.Append($"""<rect width="{Width}" height="{Height}" fill="{colours.Sea}"/>""");
        svg.Append($"""<path fill-rule="evenodd" fill="{colours.Land}" stroke="{colours.Land}" stroke-width="1" d="{Paths(Outlines.World.Land, view, closed: true)}"/>""");
        svg.Append($"""<path fill="none" stroke="{colours.Border}" stroke-width="1.2" d="{Paths(Outlines.World.Borders, view, closed: false)}"/>""");
        svg.Append($"""<g fill="none" stroke="{colours.Way}" stroke-width="4.4" stroke-linecap="round">""");
        for (var i = 1; i < way.Count; i++)
            svg.Append($"""<path d="{Leg(view.Place(way[i - 1]), view.Place(way[i]))}"/>""");
        svg.Append($"""</g><g fill="{colours.Sea}" stroke="{colours.Way}" stroke-width="4">""");
        var dots = way.Select(view.Place).ToList();
        foreach (var (x, y) in dots.Take(dots.Count - 1).Distinct())
            svg.Append(CultureInfo.InvariantCulture, $"""<circle cx="{x:0}" cy="{y:0}" r="6"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""</g><circle cx="{dots[^1].X:0}" cy="{dots[^1].Y:0}" r="20" fill="{colours.Way}" opacity=".25"/><circle cx="{dots[^1].X:0}" cy="{dots[^1].Y:0}" r="10" fill="{colours.Way}"/>""");
        svg.Append($"""<g font-size="28" font-weight="600" fill="{colours.Ink}" stroke="{colours.Sea}" stroke-width="6" stroke-linejoin="round" paint-order="stroke">""");
        foreach (var (name, x, y, anchor) in Labels(towns, dots))
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x:0}" y="{y:0}" text-anchor="{anchor}">{System.Net.WebUtility.HtmlEncode(name)}</text>""");
        return svg.Append("</g></svg>").ToString();
    }

    /// <summary>The way on the plane, each town on the side of the one before that is nearer: over the Pacific where that is shorter.</summary>
    private static List<(double X, double Y)> Unwrapped(IReadOnlyList<Town> towns)
    {
        var way = new List<(double X, double Y)>();
        foreach (var town in towns)
        {
            var x = town.Longitude;
            if (way.Count > 0)
                x += 360 * Math.Round((way[^1].X - x) / 360);
            way.Add((x, Mercator.Y(town.Latitude)));
        }
        return way;
    }

    /// <summary>A leg bows to its left, so that the way there and the way back lie side by side.</summary>
    private static string Leg((double X, double Y) from, (double X, double Y) to)
    {
        const double Bow = 0.18;
        var side = to.X >= from.X ? 1 : -1;
        var middle = (X: (from.X + to.X) / 2 + side * (to.Y - from.Y) * Bow, Y: (from.Y + to.Y) / 2 - side * (to.X - from.X) * Bow);
        return string.Create(CultureInfo.InvariantCulture, $"M{from.X:0} {from.Y:0}Q{middle.X:0} {middle.Y:0} {to.X:0} {to.Y:0}");
    }

    /// <summary>The newest town's name first, then the first's, then the others' where they hide nothing.</summary>
    private static IEnumerable<(string Name, double X, double Y, string Anchor)> Labels(IReadOnlyList<Town> towns, List<(double X, double Y)> dots)
    {
        const double Letter = 16, Line = 34, Gap = 18;
        var taken = new List<(double Left, double Top, double Right, double Bottom)>();
        foreach (var i in Enumerable.Range(1, towns.Count - 2).Prepend(0).Prepend(towns.Count - 1))
        {
            var (name, (x, y)) = (towns[i].Name, dots[i]);
            var width = name.Length * Letter;
            if (taken.Any(box => box.Left < x && x < box.Right && box.Top < y && y < box.Bottom) && i != 0)
                continue;
            foreach (var (anchor, left, down) in new[] { ("start", x + Gap, 10.0), ("end", x - Gap - width, 10.0), ("middle", x - width / 2, 44.0), ("middle", x - width / 2, -26.0) })
            {
                var box = (Left: left, Top: y + down - Line + 6, Right: left + width, Bottom: y + down + 8);
                if (box.Left < 6 || box.Right > Width - 6 || box.Top < 0 || box.Bottom > Height
                    || taken.Any(other => other.Left < box.Right && box.Left < other.Right && other.Top < box.Bottom && box.Top < other.Bottom))
                    continue;
                taken.Add(box);
                yield return (name, anchor switch { "start" => x + Gap, "end" => x - Gap, _ => x }, y + down, anchor);
                break;
            }
        }
    }

    private static string Paths(IReadOnlyList<Shape> shapes, View view, bool closed)
    {
        var path = new StringBuilder();
        foreach (var shape in shapes)
            for (var turn = -360; turn <= 360; turn += 360)
            {
                if (shape.MaxX + turn < view.Left || shape.MinX + turn > view.Right || shape.MaxY < view.Bottom || shape.MinY > view.Top)
                    continue;
                var points = shape.Points.Select(point => view.Place((point.X + turn, point.Y)));
                if (closed)
                    Write(path, Clip.Ring([.. points], -8, -8, Width + 8, Height + 8), closed);
                else
                    foreach (var run in Clip.Runs([.. points], -8, -8, Width + 8, Height + 8))
                        Write(path, run, closed);
            }
        return path.ToString();
    }

    /// <summary>Whole units, each at least two from the one before: what is finer nobody sees.</summary>
    private static void Write(StringBuilder path, IReadOnlyList<(double X, double Y)> points, bool closed)
    {
        var seen = new List<(int X, int Y)>();
        foreach (var (x, y) in points)
        {
            (int X, int Y) point = ((int)Math.Round(x), (int)Math.Round(y));
            if (seen.Count == 0 || Math.Abs(seen[^1].X - point.X) + Math.Abs(seen[^1].Y - point.Y) > 2)
                seen.Add(point);
        }
        if (seen.Count < (closed ? 3 : 2))
            return;
        path.Append(CultureInfo.InvariantCulture, $"M{seen[0].X} {seen[0].Y}l");
        for (var i = 1; i < seen.Count; i++)
            path.Append(CultureInfo.InvariantCulture, $"{(i > 1 && seen[i].X >= seen[i - 1].X ? " " : "")}{seen[i].X - seen[i - 1].X}{(seen[i].Y >= seen[i - 1].Y ? " " : "")}{seen[i].Y - seen[i - 1].Y}");
        if (closed)
            path.Append('z');
    }

    private sealed record Colours(string Sea, string Land, string Border, string Ink, string Way);

    /// <summary>The part of the plane that is shown.</summary>
    private sealed record View(double Left, double Top, double Right, double Bottom)
    {
        public static View Around(IReadOnlyList<(double X, double Y)> way)
        {
            double left = way.Min(point => point.X), right = way.Max(point => point.X), bottom = way.Min(point => point.Y), top = way.Max(point => point.Y);
            var width = Math.Max(Math.Max((right - left) * (1 + 2 * Room), (top - bottom) * (1 + 2 * Room) * Aspect), Least);
            // Nobody needs the world twice.
            width = Math.Min(width, 360);
            var (x, y, height) = ((left + right) / 2, (top + bottom) / 2, width / Aspect);
            return new(x - width / 2, y + height / 2, x + width / 2, y - height / 2);
        }

        public (double X, double Y) Place((double X, double Y) point) => ((point.X - Left) / (Right - Left) * Width, (Top - point.Y) / (Top - Bottom) * Height);
    }
}
