namespace Tracking.Portal.Map;

/// <summary>Mercator's projection, in degrees: shapes keep their angles, and the poles are out of sight.</summary>
public static class Mercator
{
    private const double Highest = 83;

    /// <summary>How far north of the equator a latitude lies on the plane.</summary>
    public static double Y(double latitude) => Math.Log(Math.Tan(Math.PI / 4 + Math.Clamp(latitude, -Highest, Highest) * Math.PI / 360)) * 180 / Math.PI;
}
