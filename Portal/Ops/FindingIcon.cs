using MudBlazor;
using Tracking.Core.Findings;
using Severity = Tracking.Core.Findings.Severity;

namespace Tracking.Portal.Ops;

/// <summary>The picture and the colour of a finding; neither ever stands without words.</summary>
public static class FindingIcon
{
    public static string Of(FindingKind kind) => kind switch
    {
        FindingKind.NeverHandedOver => Icons.Material.Filled.Inventory2,
        FindingKind.Stalled => Icons.Material.Filled.HourglassBottom,
        FindingKind.LostInLineHaul => Icons.Material.Filled.FlightTakeoff,
        FindingKind.LostAtDestination => Icons.Material.Filled.WrongLocation,
        FindingKind.HandoverGap => Icons.Material.Filled.SyncProblem,
        FindingKind.CustomsDelay or FindingKind.CustomsActionNeeded => Icons.Material.Filled.Gavel,
        FindingKind.FlightMissed => Icons.Material.Filled.AirplanemodeInactive,
        FindingKind.AttemptFailed => Icons.Material.Filled.DoorFront,
        FindingKind.AddressProblem => Icons.Material.Filled.NotListedLocation,
        FindingKind.UnclaimedAtPickup => Icons.Material.Filled.Storefront,
        FindingKind.GoingBack => Icons.Material.Filled.AssignmentReturn,
        FindingKind.DeclaredLost => Icons.Material.Filled.SearchOff,
        FindingKind.DeclaredDamaged => Icons.Material.Filled.BrokenImage,
        FindingKind.DeliveredElsewhere => Icons.Material.Filled.FmdBad,
        FindingKind.MissedEdd => Icons.Material.Filled.EventBusy,
        FindingKind.NotFound or FindingKind.WrongNumber or FindingKind.ReusedNumber => Icons.Material.Filled.Numbers,
        FindingKind.Contradiction => Icons.Material.Filled.CompareArrows,
        FindingKind.CarrierSilent => Icons.Material.Filled.CloudOff,
        _ => Icons.Material.Filled.ReportProblem,
    };

    public static Color ColorOf(Severity severity) => severity switch
    {
        Severity.Critical => Color.Error,
        Severity.Exception => Color.Warning,
        Severity.Warning => Color.Info,
        _ => Color.Default,
    };
}
