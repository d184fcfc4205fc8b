namespace Tracking.Core.Events;

/// <summary>What people can correct about a parcel.</summary>
public enum OverrideKind
{
    Delivered,
    Lost,
    LegAttached,
    LegDetached,
    CarrierSet,
}
