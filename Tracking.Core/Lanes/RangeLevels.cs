namespace Tracking.Core.Lanes;

/// <summary>At which chances the ends of our ranges are read from the norms: as meant, or with less caution where ranges held too often.</summary>
public readonly record struct RangeLevels(double Low90, double Low80, double High80, double High90)
{
    public static RangeLevels Meant { get; } = new(0.05, 0.1, 0.9, 0.95);

    public static RangeLevels Of(IReadOnlyList<Aim> aims) => new(aims[0].Nominal, aims[1].Nominal, 1 - aims[2].Nominal, 1 - aims[3].Nominal);
}
