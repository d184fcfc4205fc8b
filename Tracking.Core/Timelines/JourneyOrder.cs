using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>The order in which a journey usually goes: it decides between events whose clocks do not.</summary>
internal static class JourneyOrder
{
    public static int RankOf(Milestone? milestone) => milestone switch
    {
        Milestone.PreAdvised => 0,
        Milestone.Accepted => 10,
        Milestone.Cancelled => 11,
        Milestone.ArrivedOutwardOffice => 20,
        Milestone.ExportPresented => 21,
        Milestone.ExportHeld => 22,
        Milestone.ExportReleased => 23,
        Milestone.ExportCancelled => 24,
        Milestone.HeldOutwardOffice => 25,
        Milestone.FlightMissed => 26,
        Milestone.DepartedOutwardOffice => 27,
        Milestone.FlightDeparted => 28,
        Milestone.ArrivedTransitOffice => 30,
        Milestone.DepartedTransitOffice => 31,
        Milestone.FlightArrived => 32,
        Milestone.ArrivedInwardOffice => 40,
        Milestone.CustomsPresented => 41,
        Milestone.CustomsHeld => 42,
        Milestone.CustomsReleased => 43,
        Milestone.ImportTerminated => 44,
        Milestone.HeldInwardOffice => 45,
        Milestone.DepartedInwardOffice => 46,
        Milestone.HandedOver => 47,
        Milestone.ArrivedSorting => 50,
        Milestone.DepartedSorting => 51,
        Milestone.InTransit => 52,
        Milestone.ArrivedDelivery => 53,
        Milestone.HeldAtDepot => 54,
        Milestone.OutForDelivery => 60,
        Milestone.AttemptFailed => 61,
        Milestone.AtPickupPoint => 62,
        Milestone.Delivered => 70,
        Milestone.Damaged => 71,
        Milestone.Lost => 72,
        Milestone.Destroyed => 73,
        Milestone.Returning => 80,
        Milestone.Returned => 81,
        _ => 55,
    };
}
