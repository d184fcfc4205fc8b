namespace Tracking.Core.Events;

/// <summary>Why something went wrong: a closed list, each of one <see cref="Party"/>.</summary>
public enum Reason
{
    CarrierDelay, CarrierMissorted, CarrierMechanical, CarrierDamaged, CarrierLost, CarrierMissedCutOff, CarrierCapacity, CarrierNoAccess, CarrierOther,
    SellerNotReady, SellerLabel, SellerPackaging, SellerPaper, SellerProhibited, SellerRecalled,
    RecipientAbsent, RecipientAddress, RecipientRefused, RecipientMoved, RecipientAskedLater, RecipientNoAccess, RecipientUnclaimed, RecipientPayment, RecipientIdentity,
    RecipientNeighbour, RecipientSafePlace, RecipientPickupPoint,
    CustomsInspection, CustomsPaper, CustomsDuty, CustomsLicence, CustomsIdentity, CustomsProhibited, CustomsDelay,
    Weather, NaturalDisaster,
    SecurityInspection, SecurityStrike, SecurityIncident, PublicHoliday,
}
