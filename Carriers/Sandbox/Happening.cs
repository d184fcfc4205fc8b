namespace Tracking.Carriers.Sandbox;

/// <summary>What can happen to a parcel of the sandbox; each carrier's format has its own code and words for it.</summary>
public enum Happening
{
    LabelMade,
    PickedUp,
    ArrivedAtOrigin,
    LeftOrigin,
    ExportCleared,
    MissedFlight,
    FlightLeft,
    FlightArrived,
    CustomsBegan,
    HeldByCustoms,
    DutyAsked,
    CustomsReleased,
    HandedOn,
    TakenOver,
    ArrivedAtHub,
    LeftHub,
    ArrivedForDelivery,
    OutForDelivery,
    DeliveryFailed,
    WaitingAtPickup,
    Delivered,
    GoingBack,
}
