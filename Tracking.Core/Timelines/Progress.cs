using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Timelines;

/// <summary>The progress bar: what happened, where the parcel is, what comes next. It goes back for a return or a withdrawal only.</summary>
public static class Progress
{
    private static readonly Step[] Domestic = [Step.Label, Step.Accepted, Step.InTransit, Step.OutForDelivery];
    private static readonly Step[] CrossBorder = [Step.Label, Step.Accepted, Step.InTransit, Step.Customs, Step.InCountry, Step.OutForDelivery];

    /// <summary>The steps of a journey of this kind after these lines, oldest first.</summary>
    public static IReadOnlyList<ProgressStep> Of(JourneyKind kind, Lane lane, IReadOnlyList<TimelineLine> lines)
    {
        var reached = new Dictionary<Step, EventTime?>();
        var pickup = false;
        var returning = false;
        var resumed = false;
        Place? gateway = null;
        foreach (var line in lines)
        {
            if (!line.Moves)
                continue;
            if (Border.IsInDestination(line, lane))
                gateway ??= line.Place;
            var atGateway = !reached.ContainsKey(Step.Customs) && line.Place is { } place && gateway is not null && (place.City ?? place.Text) == (gateway.City ?? gateway.Text);
            if (line.Stage is Stage.Returned)
                returning = true;
            else if (returning && line.Stage is not Stage.Stopped)
                (returning, resumed) = (false, true);
            if (!returning && line.Milestone is Milestone.AtPickupPoint or Milestone.OutForDelivery)
                pickup = line.Milestone is Milestone.AtPickupPoint;
            if (StepOf(kind, lane, line, pickup, atGateway) is { } step)
                reached.TryAdd(step, line.Time);
        }
        if (resumed)
            reached = reached.Where(step => step.Key is not (Step.Returning or Step.Returned)).ToDictionary();
        var (end, other) = pickup ? (Step.Collected, Step.Delivered) : (Step.Delivered, Step.Collected);
        if (reached.TryGetValue(other, out var ended))
            reached.TryAdd(end, ended);
        var steps = returning
            ? [.. Steps(kind).Where(reached.ContainsKey), Step.Returning, Step.Returned]
            : pickup
                ? [.. Steps(kind).Where(step => step is not Step.OutForDelivery || reached.ContainsKey(step)), Step.AtPickup, end]
                : (IReadOnlyList<Step>)[.. Steps(kind), end];

        var last = -1;
        for (var i = 0; i < steps.Count; i++)
        {
            if (reached.ContainsKey(steps[i]))
                last = i;
        }
        return
        [
            .. steps.Select((step, i) => new ProgressStep(
                step,
                i > last ? StepState.Next
                    : !reached.ContainsKey(step) ? StepState.Skipped
                    : i < last || step is Step.Delivered or Step.Collected or Step.Returned ? StepState.Done : StepState.Now,
                reached.GetValueOrDefault(step))),
        ];
    }

    private static Step[] Steps(JourneyKind kind) => kind is JourneyKind.CrossBorder ? CrossBorder : Domestic;

    private static Step? StepOf(JourneyKind kind, Lane lane, TimelineLine line, bool pickup, bool atGateway) => line.Stage switch
    {
        Stage.Returned => line.Milestone is Milestone.Returned ? Step.Returned : Step.Returning,
        Stage.Label => Step.Label,
        Stage.Accepted => Step.Accepted,
        Stage.Customs => kind is JourneyKind.CrossBorder ? Step.Customs : Step.InTransit,
        Stage.InTransit => kind is JourneyKind.CrossBorder && IsInCountry(line, lane, atGateway) ? Step.InCountry : Step.InTransit,
        Stage.OutForDelivery => Step.OutForDelivery,
        Stage.AtPickup => Step.AtPickup,
        Stage.Delivered => pickup ? Step.Collected : Step.Delivered,
        _ => null,
    };

    /// <summary>
    /// Past the border's offices, on its way inside the country. Scans at the place where it entered say nothing of that as long as customs has not
    /// seen it: carriers call their gateway a sorting centre, and customs sits there.
    /// </summary>
    private static bool IsInCountry(TimelineLine line, Lane lane, bool atGateway) =>
        Border.IsInDestination(line, lane) && !(atGateway && line.Milestone is Milestone.ArrivedSorting or Milestone.InTransit)
        && line.Milestone is not (Milestone.ArrivedInwardOffice or Milestone.HeldInwardOffice or Milestone.FlightArrived
            or Milestone.ArrivedTransitOffice or Milestone.DepartedTransitOffice);
}
