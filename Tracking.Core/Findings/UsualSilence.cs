using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings;

/// <summary>How long the silence in which a parcel stands usually lasts, as the rule that judges it knows.</summary>
public sealed record UsualSilence
{
    /// <summary>The line after which nothing came.</summary>
    public required TimelineLine After { get; init; }
    public required Instant Since { get; init; }

    /// <summary>When 95 of 100 have moved on, or the built-in threshold ends.</summary>
    public required Instant By { get; init; }

    /// <summary>When half, and 99 of 100, have; null where nothing was learned.</summary>
    public Instant? Half { get; init; }
    public Instant? Rare { get; init; }

    /// <summary>Null where nothing was learned.</summary>
    public Usual? Usual { get; init; }

    /// <summary>The built-in threshold; null where it was learned.</summary>
    public int? DefaultDays { get; init; }

    /// <summary>Of the wait that began last, by whichever rule speaks first; null where no rule waits for a parcel.</summary>
    public static UsualSilence? Of(Timeline timeline, IEnumerable<Finding> findings, WhyNot? why)
    {
        var waits = findings.Select(finding => (finding.Since, finding.Why, finding.Evidence))
            .Concat((why?.Awaited ?? []).Select(awaited => (awaited.Since, (Explanation?)awaited.Why, awaited.Evidence)));
        UsualSilence? usual = null;
        foreach (var (since, known, evidence) in waits)
        {
            if (known is not { By: { } by } || known is { Usual: null, DefaultDays: null } || timeline.Lines.LastOrDefault(line => evidence.Contains(line.Key)) is not { } after)
                continue;
            if (usual is not null && (since < usual.Since || since == usual.Since && by >= usual.By))
                continue;
            var began = after.Time?.Local ?? since.InUtc().LocalDateTime;
            usual = new()
            {
                After = after,
                Since = since,
                By = by,
                Half = known.Usual is { } learned ? Moment(learned.Lane, learned.Half) : null,
                Rare = known.Usual is { } rarely ? Moment(rarely.Lane, rarely.P99) : null,
                Usual = known.Usual,
                DefaultDays = known.Usual is null ? known.DefaultDays : null,
            };

            Instant Moment(LaneKey lane, double days) => since + WorkClock.Of(lane.Country).MomentAfter(began, days).Since(began);
        }
        return usual;
    }
}
