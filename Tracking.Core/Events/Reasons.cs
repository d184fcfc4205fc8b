namespace Tracking.Core.Events;

/// <summary>What each reason says beyond its name.</summary>
public static class Reasons
{
    public static Party PartyOf(this Reason reason) => reason switch
    {
        <= Reason.CarrierOther => Party.Carrier,
        <= Reason.SellerRecalled => Party.Seller,
        <= Reason.RecipientPickupPoint => Party.Recipient,
        <= Reason.CustomsDelay => Party.Customs,
        <= Reason.NaturalDisaster => Party.Weather,
        _ => Party.Security,
    };

    /// <summary>Who must act before the parcel moves again; null where it moves by itself.</summary>
    public static Party? MustAct(this Reason reason) => reason switch
    {
        Reason.RecipientAddress or Reason.RecipientMoved or Reason.RecipientPayment or Reason.RecipientIdentity or Reason.RecipientUnclaimed
            or Reason.RecipientPickupPoint or Reason.CustomsDuty or Reason.CustomsIdentity => Party.Recipient,
        Reason.SellerNotReady or Reason.SellerLabel or Reason.SellerPackaging or Reason.SellerPaper or Reason.SellerProhibited
            or Reason.CustomsPaper or Reason.CustomsLicence or Reason.CustomsProhibited => Party.Seller,
        Reason.CarrierLost or Reason.CarrierDamaged or Reason.CarrierMissorted => Party.Carrier,
        _ => null,
    };
}
