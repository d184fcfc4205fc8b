namespace Tracking.Core.Events;

/// <summary>What each milestone says beyond its name.</summary>
public static class Milestones
{
    /// <summary>The stage a milestone puts a parcel in; null for information only, which keeps the stage before.</summary>
    public static Stage? StageOf(this Milestone milestone) => milestone switch
    {
        Milestone.PreAdvised => Stage.Label,
        Milestone.Accepted => Stage.Accepted,
        Milestone.CustomsPresented or Milestone.CustomsHeld => Stage.Customs,
        Milestone.OutForDelivery or Milestone.AttemptFailed => Stage.OutForDelivery,
        Milestone.AtPickupPoint => Stage.AtPickup,
        Milestone.Delivered => Stage.Delivered,
        Milestone.Returning or Milestone.Returned => Stage.Returned,
        Milestone.Damaged or Milestone.Lost or Milestone.Destroyed or Milestone.Cancelled
            or Milestone.ExportCancelled or Milestone.ImportTerminated => Stage.Stopped,
        Milestone.Notified or Milestone.AddressChanged or Milestone.AppointmentMade => null,
        _ => Stage.InTransit,
    };

    /// <summary>True where someone held the parcel in hand: everything but announcements, estimates of paper and information.</summary>
    public static bool IsScan(this Milestone milestone) =>
        milestone is not (Milestone.PreAdvised or Milestone.Cancelled or Milestone.Lost) && milestone.StageOf() is not null;

    /// <summary>True where nothing more is expected after it.</summary>
    public static bool IsTerminal(this Milestone milestone) =>
        milestone is Milestone.Delivered or Milestone.Returned or Milestone.Destroyed or Milestone.Cancelled or Milestone.Lost
            or Milestone.ExportCancelled or Milestone.ImportTerminated;
}
