using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>The carrier itself, or a person who looked into it, says that the parcel is lost or destroyed.</summary>
public sealed class DeclaredLostRule : FindingRule
{
    public override FindingKind Kind => FindingKind.DeclaredLost;

    public override IEnumerable<Finding> Find(Standing standing)
    {
        if (standing.Timeline.Milestone is not (Milestone.Lost or Milestone.Destroyed))
            yield break;
        var line = standing.Told.Last(told => told.Moves && told.Milestone == standing.Timeline.Milestone);
        yield return new()
        {
            Kind = Kind,
            Severity = Severity.Critical,
            Since = Standing.At(line),
            Sentence = line.Sources[0].Source == Override.Person ? $"The parcel was marked lost on {Sentences.Day(line)}." : $"{line.Carrier} declared the parcel {(line.Milestone is Milestone.Lost ? "lost" : "destroyed")} on {Sentences.Day(line)}{Sentences.In(line)}.",
            Evidence = [line.Key],
            MustAct = Party.Seller,
        };
    }
}
