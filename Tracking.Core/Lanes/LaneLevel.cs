namespace Tracking.Core.Lanes;

/// <summary>Whose parcels a curve rests on beside the lane's own.</summary>
public enum LaneLevel
{
    /// <summary>The lane has the most itself.</summary>
    Lane,
    CarrierAndDestination, Carrier, All,
}
