namespace Tracking.Core.Findings;

/// <summary>What the rules can find: a closed list of gaps and exceptions.</summary>
public enum FindingKind
{
    NeverHandedOver, Stalled, LostInLineHaul, LostAtDestination, HandoverGap, CustomsDelay, CustomsActionNeeded, FlightMissed, AttemptFailed,
    AddressProblem, UnclaimedAtPickup, GoingBack, DeclaredLost, DeclaredDamaged, DeliveredElsewhere, MissedEdd, NotFound, WrongNumber, ReusedNumber,
    Contradiction, CarrierSilent,
}
