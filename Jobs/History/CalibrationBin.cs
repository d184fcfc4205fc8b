using Tracking.Core.Lanes;

namespace Tracking.Jobs.History;

/// <summary>Parcels of which a chance of loss in one tenth was told: their effective number, the mean chance, the share that was lost.</summary>
public readonly record struct CalibrationBin(double N, double Predicted, double Observed)
{
    /// <summary>Wilson's 95 % interval of the share that was lost.</summary>
    public (double Low, double High) Interval => Wilson.Interval(Observed, N);
}
