namespace Tracking.Portal.Map;

/// <summary>A ring of land or a line between countries, on Mercator's plane in degrees: x east, y north.</summary>
public sealed class Shape
{
    public Shape(IReadOnlyList<(double X, double Y)> points)
    {
        Points = points;
        (MinX, MaxX, MinY, MaxY) = (points.Min(point => point.X), points.Max(point => point.X), points.Min(point => point.Y), points.Max(point => point.Y));
    }

    public IReadOnlyList<(double X, double Y)> Points { get; }
    public double MinX { get; }
    public double MaxX { get; }
    public double MinY { get; }
    public double MaxY { get; }
}
