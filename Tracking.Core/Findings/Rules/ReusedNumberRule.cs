using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Findings.Rules;

/// <summary>The carrier used the number for another parcel before: what it tells of that one is left out, and this one has not been scanned yet.</summary>
public sealed class ReusedNumberRule : GapRule
{
    public override FindingKind Kind => FindingKind.ReusedNumber;

    /// <summary>True where all that is told under the number was over half a year before the order: another parcel's then, and no mistake now.</summary>
    internal static bool IsReused(Refusal refusal, Parcel parcel) => refusal.IsAll && (refusal.Reason is RefusalReason.EarlierParcel
        || refusal.Reason is RefusalReason.BeforeOrder && refusal.Last is { } last && parcel.OrderedAt - last.Possible().End >= Admission.BetweenJourneys);

    protected override IEnumerable<Gap> Gaps(Standing standing)
    {
        if (standing.Norms.NeverHandedOver.For(standing.Kind) is not { } usual)
            yield break;
        foreach (var refusal in standing.Timeline.Refused)
        {
            if (!IsReused(refusal, standing.Situation.Parcel) || standing.Timeline.Refused.Any(other => other.IsAll && other.Number == refusal.Number && !IsReused(other, standing.Situation.Parcel))
                || standing.Scans.Any(scan => scan.Sources.Any(source => source.Number == refusal.Number)))
                continue;
            var since = standing.Situation.Legs.FirstOrDefault(leg => leg.Leg.Number == refusal.Number)?.Leg.AddedAt ?? standing.Situation.Parcel.RegisteredAt;
            yield return new()
            {
                Subject = refusal.Number.Value,
                Since = since,
                Awaits = "a first scan of this parcel",
                Steps = [new(Severity.Watch, since), new(Severity.Exception, since + usual)],
                Tell = severity => $"{refusal.Source} used this number for another parcel{(refusal.Last is { } last ? $", last told of on {Sentences.Day(last.Local.Date)}" : "")}; "
                    + $"{(refusal.Statements == 1 ? "its one message is" : $"its {refusal.Statements} messages are")} left out. "
                    + (severity is Severity.Watch ? "This parcel has not been scanned yet." : $"This parcel has not been scanned in {Sentences.Days(standing.DaysSince(since))}: the number may be a wrong one."),
                MustAct = Party.Seller,
                Why = new() { By = since + usual, DefaultDays = (int)usual.TotalDays },
            };
        }
    }
}
