using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>On which side of the border a line was told.</summary>
internal static class Border
{
    /// <summary>True where the line proves the parcel inside the country of destination.</summary>
    public static bool IsInDestination(TimelineLine line, Lane lane)
    {
        if (line.Milestone is not { } milestone || !milestone.IsScan())
            return false;
        if (line.Place?.Country is { } country && lane.Destination is { } destination)
            return country == destination && milestone is not (Milestone.FlightDeparted or Milestone.DepartedOutwardOffice or Milestone.ExportReleased
                or Milestone.ExportPresented or Milestone.ExportHeld or Milestone.FlightMissed);
        if (milestone is Milestone.Accepted or Milestone.ArrivedSorting or Milestone.DepartedSorting or Milestone.HeldAtDepot)
            return line.Role is LegRole.LastMile;
        return milestone is Milestone.ArrivedInwardOffice or Milestone.HeldInwardOffice or Milestone.CustomsPresented or Milestone.CustomsHeld
            or Milestone.CustomsReleased or Milestone.DepartedInwardOffice or Milestone.ArrivedDelivery or Milestone.OutForDelivery
            or Milestone.AttemptFailed or Milestone.AtPickupPoint or Milestone.Delivered;
    }

    /// <summary>True where the parcel has left the country of origin with this line.</summary>
    public static bool IsExport(Milestone? milestone) =>
        milestone is Milestone.DepartedOutwardOffice or Milestone.FlightDeparted or Milestone.ArrivedTransitOffice or Milestone.DepartedTransitOffice
            or Milestone.FlightArrived;

    public static bool IsImportCustoms(Milestone? milestone) =>
        milestone is Milestone.CustomsPresented or Milestone.CustomsHeld or Milestone.CustomsReleased;

    /// <summary>True where only a border has such events.</summary>
    public static bool Crosses(Milestone? milestone) =>
        IsImportCustoms(milestone) || milestone is Milestone.ArrivedOutwardOffice or Milestone.DepartedOutwardOffice or Milestone.ExportPresented
            or Milestone.ExportHeld or Milestone.ExportReleased or Milestone.ArrivedInwardOffice or Milestone.DepartedInwardOffice;
}
