using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Cases;

/// <summary>A claim window laid over one parcel: from when until when it can be claimed.</summary>
/// <param name="Carrier">Who would be asked.</param>
/// <param name="Kind">For what.</param>
/// <param name="Window">What is known of the carrier; null where nothing is.</param>
/// <param name="Start">The day it is counted from, on the clock of the place; null where that has not happened, or no clock tells it.</param>
public sealed record ClaimDeadline(CarrierId Carrier, ClaimKind Kind, ClaimWindow? Window, LocalDate? Start)
{
    /// <summary>The first day on which it is heard; null where that is not known.</summary>
    public LocalDate? OpensOn => Window is { } window && Start is { } start ? start.PlusDays(window.OpensAfterDays ?? 0) : null;

    /// <summary>The last day; null where that is not known.</summary>
    public LocalDate? ClosesOn => Window?.ClosesAfterDays is { } days ? Start?.PlusDays(days) : null;

    /// <summary>Every carrier of the parcel that could be asked, with its windows; a search and claims for loss and damage are named also where nothing is known of them.</summary>
    public static IReadOnlyList<ClaimDeadline> Of(Timeline timeline, IEnumerable<Leg> legs, ClaimWindows windows)
    {
        var deadlines = new List<ClaimDeadline>();
        foreach (var carrier in legs.Select(leg => leg.Carrier).Concat(timeline.Holdings.Select(holding => holding.Holder)).Distinct().Where(windows.CanBeAsked))
        {
            var known = windows.Of(carrier);
            foreach (var window in known)
                deadlines.Add(new(carrier, window.Kind, window, StartOf(window.From, timeline, carrier)));
            foreach (var kind in (ClaimKind[])[ClaimKind.Search, ClaimKind.Loss, ClaimKind.Damage])
                if (!known.Any(window => window.Kind == kind))
                    deadlines.Add(new(carrier, kind, null, null));
        }
        return [.. deadlines.OrderBy(deadline => deadline.ClosesOn is null).ThenBy(deadline => deadline.ClosesOn).ThenBy(deadline => deadline.Window is null).ThenBy(deadline => deadline.Kind)];
    }

    private static LocalDate? StartOf(CountedFrom from, Timeline timeline, CarrierId carrier) => from switch
    {
        CountedFrom.Accepted => timeline.Lines.FirstOrDefault(line => line is { Moves: true, Time: not null } && line.Carrier == carrier && line.Milestone?.IsScan() is true)?.Time?.Local.Date,
        CountedFrom.Delivered => timeline.Lines.LastOrDefault(line => line is { Moves: true, Time: not null, Milestone: Milestone.Delivered })?.Time?.Local.Date,
        _ => timeline.Edd?.To,
    };
}
