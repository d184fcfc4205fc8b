using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>When a parcel first reached a phase of its journey, and whose scan said so.</summary>
/// <param name="At">At the place's wall clock.</param>
public readonly record struct Dwell(Phase Phase, LocalDateTime At, CarrierId Carrier)
{
    /// <summary>The phases that a timeline shows, in the order of the journey. A phase told after a later one is left out, and so is one that its carrier never reports.</summary>
    public static IReadOnlyList<Dwell> Of(Timeline timeline)
    {
        var reached = new List<Dwell>();
        foreach (var (line, phase) in Walk(timeline))
        {
            if (reached.Count == 0 || reached[^1].Phase != phase)
                reached.Add(new(phase, line.Time!.Value.Local, line.Carrier));
        }
        return reached;
    }

    /// <summary>Each line with a clock that moves the parcel on its way there, and the phase it has reached with it.</summary>
    public static IEnumerable<(TimelineLine Line, Phase Phase)> Walk(Timeline timeline)
    {
        Phase? reached = null;
        foreach (var line in timeline.Lines)
        {
            if (!line.Moves || line.Withdrawn || line.Time is null || line.Stage is Stage.Returned or Stage.Stopped)
                continue;
            if (PhaseOf(line, timeline) is { } phase && !(reached >= phase))
                reached = phase;
            if (reached is { } at)
                yield return (line, at);
        }
    }

    private static Phase? PhaseOf(TimelineLine line, Timeline timeline) => line.Milestone switch
    {
        Milestone.PreAdvised => Phase.Label,
        Milestone.Delivered => Phase.Delivered,
        Milestone.OutForDelivery or Milestone.AttemptFailed or Milestone.AtPickupPoint => Phase.OutForDelivery,
        Milestone.ArrivedDelivery or Milestone.HeldAtDepot => Phase.AtDepot,
        { } milestone when !milestone.IsScan() => null,
        var milestone when timeline.Kind is JourneyKind.CrossBorder && Border.IsInDestination(line, timeline.Lane) =>
            milestone is Milestone.CustomsReleased or Milestone.DepartedInwardOffice or Milestone.ArrivedSorting or Milestone.DepartedSorting ? Phase.Cleared : Phase.Arrived,
        var milestone when timeline.Kind is JourneyKind.CrossBorder && Border.IsExport(milestone) => Phase.LeftOrigin,
        null => null,
        _ => Phase.Accepted,
    };
}
