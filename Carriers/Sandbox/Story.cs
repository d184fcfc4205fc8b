namespace Tracking.Carriers.Sandbox;

/// <summary>What a journey of the sandbox is there to show.</summary>
public enum Story
{
    Ordinary,
    Delivered,
    Slow,
    SilentAfterArrival,
    HeldInCustoms,
    CustomsNeedsDuty,
    MissedFlight,
    FailedDelivery,
    UnclaimedAtPickup,
    Returned,
    WrongNumber,
    PushedTwice,
    OutOfOrder,
    HandedToLastMile,
    HandsOverNow,
    NeverHandedOver,
    MovingNow,
    ToldByTwoSources,
    CarrierCorrects,
}
