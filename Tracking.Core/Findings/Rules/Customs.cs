using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>What customs waits for, and who must bring it.</summary>
internal static class Customs
{
    /// <summary>The last reason told since customs had the parcel, by a scan or a notice, that somebody can do something about.</summary>
    public static Reason? WantedOf(Standing standing, CustomsSpan open) =>
        standing.Told.SkipWhile(line => line != open.Lines[0]).LastOrDefault(line => line.Reason is { } reason && reason.MustAct() is not null)?.Reason;

    /// <summary>Who must act: the seller instead of the recipient where the order was sold duty paid.</summary>
    public static Party? MustAct(Reason reason, Parcel parcel) => reason is Reason.CustomsDuty && parcel.DutyPaid ? Party.Seller : reason.MustAct();

    public static string? Missing(Reason reason) => reason switch
    {
        Reason.CustomsDuty or Reason.RecipientPayment => "duty or tax",
        Reason.CustomsIdentity or Reason.RecipientIdentity => "the recipient's identity or tax number",
        Reason.CustomsPaper or Reason.SellerPaper => "papers, such as the invoice or the content of the parcel",
        Reason.CustomsLicence => "a licence or permit",
        Reason.CustomsProhibited or Reason.SellerProhibited => "the seller's word on goods that may not enter",
        _ => null,
    };
}
