using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>
/// The customs clock: it starts when the parcel is held, or presented, and stops by a release or any later scan beyond customs in the country. Held for longer than usual
/// is an exception; merely presented stays a watch, for many posts never tell of a release.
/// </summary>
public sealed class CustomsDelayRule : GapRule
{
    public override FindingKind Kind => FindingKind.CustomsDelay;

    protected override IEnumerable<Gap> Gaps(Standing standing)
    {
        if (CustomsSpan.Of(standing.Timeline) is not [.., { End: null } open])
            yield break;
        var (start, held) = (open.Start, open.Held is not null);
        var wait = standing.WaitSince(start, Watched.StretchOf(held ? Until.ReleaseOfHeld : Until.Release, standing.Kind), standing.Norms.CustomsDelay);
        if (!wait.IsKnown)
            yield break;
        var wanted = Customs.WantedOf(standing, open);
        yield return new()
        {
            Since = wait.Since,
            Awaits = "a release, or a scan beyond customs,",
            Steps = wait.Steps(watchOnly: !held),
            Tell = _ => (held
                ? $"Held by customs{Sentences.In(start)} for {Sentences.Days(standing.DaysSince(wait.Since))}; "
                : $"Presented to customs{Sentences.In(start)} {Sentences.Days(standing.DaysSince(wait.Since))} ago and nothing told since; ")
                + (wait.Usual is { } usual ? $"95 of 100 are cleared within {Sentences.WorkingDays(usual.P95)}." : $"clearance usually takes up to {Sentences.Days(wait.By - wait.Since)}."),
            Evidence = [.. open.Lines.Select(line => line.Key)],
            MustAct = wanted is { } reason ? Customs.MustAct(reason, standing.Situation.Parcel) : held ? Party.Customs : null,
            Why = standing.Explain(wait) with { Missing = wanted is { } missing ? Customs.Missing(missing) : null },
        };
    }
}
