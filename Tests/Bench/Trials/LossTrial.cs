using NodaTime;
using Tracking.Carriers.Sandbox.Truth;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Bench.Trials;

/// <summary>
/// How much sooner losses are found by chance than by fixed days, on a world with known truth: norms are learned from what was told in its earlier part and frozen; each silence of the
/// later part is then judged by the rule that opens findings, for parcels of one value; what it makes an exception of, or worse, is an alarm. The fixed rule is tuned in hindsight to exactly as many false alarms, in calendar or in business days, whichever finds sooner; ours is not tuned.
/// </summary>
public static class LossTrial
{
    private const double Learned = 0.6;
    private const int GivenUpDays = 90;

    /// <param name="value">What each parcel is worth, in euros.</param>
    public static LossResult Run(TrueWorld world, decimal value)
    {
        var split = world.Start.PlusHours((long)(Period.Between(world.Start, world.End, PeriodUnits.Hours).Hours * Learned));
        var learner = new LaneLearner();
        LaneNorms? norms = null;
        var came = (Ours: 0, Fixed: new[] { new List<double>(), new List<double>() });
        var found = new List<double>();
        var begun = new List<LocalDateTime>();
        foreach (var journey in world.Journeys())
        {
            if (journey.Steps[0].ToldAt < split)
            {
                foreach (var spell in journey.Spells(split).Where(spell => spell.Stretch.To is Until.NextPhase))
                    learner.Learn(spell, split);
                continue;
            }
            norms ??= LaneNorms.Default with { Learned = learner.Build() };
            var parcel = new Parcel { Id = journey.Number, RegisteredAt = At(journey.Steps[0].ToldAt), Value = value, Currency = "EUR" };
            for (var i = 0; i < journey.Steps.Count && journey.Steps[i].Phase is not Phase.Delivered; i++)
            {
                var (from, told) = (journey.Steps[i].At, i + 1 < journey.Steps.Count ? journey.Steps[i + 1].ToldAt : (LocalDateTime?)null);
                var wait = new Wait(norms, parcel, new(journey.Steps[i].Phase, Until.NextPhase, journey.Kind), journey.Key, At(from), from, null,
                    journey.Steps[i].Phase is Phase.Label ? null : norms.LostSuggested.For(journey.Kind));
                var alarm = wait.Steps().Where(step => step.Severity >= Severity.Exception).Select(step => step.At).DefaultIfEmpty(Instant.MaxValue).Min();
                if (told is { } moved)
                {
                    came.Fixed[0].Add(Days(from, moved));
                    came.Fixed[1].Add(BusinessDays(from, moved));
                    if (alarm <= At(moved))
                        came.Ours++;
                }
                else if (journey.Fate.IsLost)
                {
                    begun.Add(from);
                    found.Add(Found(hours => alarm <= At(from.PlusHours(hours))));
                }
            }
        }
        var best = came.Fixed.Select((silences, kind) =>
        {
            silences.Sort();
            var days = silences.Count > came.Ours ? silences[^(came.Ours + 1)] : 0;
            var when = begun.Select(from => Found(hours => (kind == 0 ? hours / 24.0 : BusinessDays(from, from.PlusHours(hours))) > days)).ToList();
            return (Days: days, IsBusiness: kind == 1, When: when);
        }).MinBy(rule => rule.When.Average());
        return new(found.Count, came.Ours, found.Average(), Middle(found), best.When.Average(), Middle(best.When), best.Days, best.IsBusiness);
    }

    /// <summary>Days until a rule strikes, to the hour; those it never finds count as given up.</summary>
    private static double Found(Func<int, bool> strikes)
    {
        var (low, high) = (0, GivenUpDays * 24);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (strikes(middle))
                high = middle;
            else
                low = middle + 1;
        }
        return low / 24.0;
    }

    private static Instant At(LocalDateTime local) => local.InUtc().ToInstant();

    private static double Days(LocalDateTime from, LocalDateTime to) => (to.ToDateTimeUnspecified() - from.ToDateTimeUnspecified()).TotalDays;

    /// <summary>Mondays to Fridays between two moments.</summary>
    private static double BusinessDays(LocalDateTime from, LocalDateTime to) => Math.Max(0, Business(to) - Business(from));

    private static double Business(LocalDateTime moment)
    {
        var (days, monday) = (new DateOnly(moment.Year, moment.Month, moment.Day).DayNumber, (int)moment.DayOfWeek - 1);
        var weeks = (days - monday) / 7;
        return weeks * 5 + Math.Min(5, monday + moment.TimeOfDay.TickOfDay / (double)NodaConstants.TicksPerDay);
    }

    private static double Middle(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
