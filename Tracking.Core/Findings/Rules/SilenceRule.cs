using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>What the rules about silence after a scan share: since when, how long is usual, and from when on a loss is suggested.</summary>
public abstract class SilenceRule : FindingRule
{
    public override bool IsGap => true;

    public sealed override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.LastScan is not { } last || !Applies(standing, last) || NormOf(standing.Norms).For(standing.Kind) is not { } usual)
            yield break;
        var since = Standing.At(last);
        if (!standing.Past(since + usual))
            yield break;
        var lost = standing.Norms.LostSuggested.For(standing.Kind) is { } most && standing.Past(since + most);
        yield return new()
        {
            Kind = Kind,
            Severity = lost ? Severity.Critical : Severity.Exception,
            Since = since,
            Sentence = $"No scan for {Sentences.Days(standing.DaysSince(since))} since {Sentences.Seen(last)}; parcels here usually move within {Sentences.Days(usual)}."
                + (lost ? " Treat it as lost." : ""),
            Expected = $"{Awaited(standing.Timeline)} by {Sentences.Day(since + usual)}",
            Evidence = [last.Key],
            MustAct = Party.Carrier,
        };
    }

    protected abstract bool Applies(Standing standing, TimelineLine last);

    protected abstract Norm NormOf(LaneNorms norms);

    protected abstract string Awaited(Timeline timeline);
}
