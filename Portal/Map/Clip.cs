namespace Tracking.Portal.Map;

/// <summary>Cuts shapes to a frame.</summary>
internal static class Clip
{
    /// <summary>The part of a ring inside the frame, edge by edge (Sutherland and Hodgman 1974); empty where there is none.</summary>
    public static List<(double X, double Y)> Ring(List<(double X, double Y)> ring, double left, double top, double right, double bottom)
    {
        ring = Side(ring, point => point.X - left, (a, b, share) => (left, a.Y + (b.Y - a.Y) * share));
        ring = Side(ring, point => right - point.X, (a, b, share) => (right, a.Y + (b.Y - a.Y) * share));
        ring = Side(ring, point => point.Y - top, (a, b, share) => (a.X + (b.X - a.X) * share, top));
        return Side(ring, point => bottom - point.Y, (a, b, share) => (a.X + (b.X - a.X) * share, bottom));
    }

    /// <summary>The runs of a line of which at least one end of each stretch is inside the frame.</summary>
    public static IEnumerable<List<(double X, double Y)>> Runs(List<(double X, double Y)> line, double left, double top, double right, double bottom)
    {
        var run = new List<(double X, double Y)>();
        for (var i = 0; i < line.Count; i++)
        {
            var near = IsInside(line[i]) || i > 0 && IsInside(line[i - 1]) || i + 1 < line.Count && IsInside(line[i + 1]);
            if (near)
                run.Add(line[i]);
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }
        if (run.Count > 0)
            yield return run;

        bool IsInside((double X, double Y) point) => point.X >= left && point.X <= right && point.Y >= top && point.Y <= bottom;
    }

    /// <param name="inside">Above zero inside.</param>
    private static List<(double X, double Y)> Side(List<(double X, double Y)> ring, Func<(double X, double Y), double> inside, Func<(double X, double Y), (double X, double Y), double, (double X, double Y)> cut)
    {
        var kept = new List<(double X, double Y)>(ring.Count);
        for (var i = 0; i < ring.Count; i++)
        {
            var (from, to) = (ring[i], ring[(i + 1) % ring.Count]);
            var (a, b) = (inside(from), inside(to));
            if (a >= 0)
                kept.Add(from);
            if (a >= 0 != b >= 0)
                kept.Add(cut(from, to, a / (a - b)));
        }
        return kept;
    }
}
