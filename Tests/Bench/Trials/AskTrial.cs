using NodaTime;
using Tracking.Carriers.Sandbox.Truth;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Bench.Trials;

/// <summary>
/// How long news lies unseen when parcels are asked about where news is likely, beside the fixed cadence of peers (3 hours until the first scan, then 3, 6, 12, 24, from 3 again after
/// news), at as many calls: every call counts, those that bring nothing, those about lost parcels and those after delivery among them. One parcel a call.
/// </summary>
public static class AskTrial
{
    private const double Learned = 0.6;
    private const int GivenUpDays = 180;
    private const int LongQuietDays = 30;
    private const int AfterDelivery = 7;

    /// <summary>Of the later journeys every so manieth is asked about.</summary>
    private const int Sample = 32;

    public static (AskResult Learned, AskResult Fixed, double Price) Run(TrueWorld world)
    {
        var split = world.Start.PlusHours((long)(Period.Between(world.Start, world.End, PeriodUnits.Hours).Hours * Learned));
        var (learner, hours) = (new LaneLearner(), new RhythmLearner());
        var judged = new List<TrueJourney>();
        foreach (var journey in world.Journeys())
        {
            if (journey.Steps[0].ToldAt >= split)
            {
                if (journey.Number % Sample == 0)
                    judged.Add(journey);
                continue;
            }
            foreach (var spell in journey.Spells(split).Where(spell => spell.Stretch.To is Until.NextPhase))
            {
                learner.Learn(spell, split);
                if (spell.End is SpellEnd.Moved)
                    hours.Heard(spell.Key.Carrier, spell.Key.Country, spell.Stretch.From, spell.Until.TimeOfDay);
            }
        }
        var (norms, rhythms) = (learner.Build(), hours.Build());
        var peers = Ask(judged, new Steady());
        // The price at which as many calls are made, from below: never one more than the fixed cadence makes.
        var (low, high) = (0.05, 12.8);
        AskResult? ours = null;
        for (var round = 0; round < 8; round++)
        {
            var price = Math.Sqrt(low * high);
            var tried = Ask(judged, new Likely(norms, rhythms, price));
            if (tried.Calls > peers.Calls)
                low = price;
            else
                (high, ours) = (price, tried);
        }
        return (ours!, peers, high);
    }

    private static AskResult Ask(IReadOnlyList<TrueJourney> judged, Rule rule)
    {
        var (calls, delays) = (0L, new List<double>());
        foreach (var journey in judged)
        {
            var (known, quiet) = (1, 0);
            var (now, heard) = (journey.Steps[0].ToldAt, journey.Steps[0].ToldAt);
            while (journey.Steps[known - 1].Phase is not Phase.Delivered)
            {
                var silent = Hours(heard, now);
                if (silent >= GivenUpDays * 24)
                    break;
                now = now.PlusHours(silent >= LongQuietDays * 24 ? 7 * 24 : rule.Next(journey, known - 1, quiet, now));
                calls++;
                quiet++;
                for (; known < journey.Steps.Count && journey.Steps[known].ToldAt <= now; known++)
                {
                    delays.Add(Hours(journey.Steps[known].ToldAt, now));
                    (quiet, heard) = (0, now);
                }
            }
            calls += journey.Steps[known - 1].Phase is Phase.Delivered ? AfterDelivery : 0;
        }
        delays.Sort();
        return new(calls, delays.Count, delays[delays.Count / 2], delays.Average());
    }

    private static double Hours(LocalDateTime from, LocalDateTime to) => (to.ToDateTimeUnspecified() - from.ToDateTimeUnspecified()).TotalHours;

    private abstract class Rule
    {
        /// <summary>Hours until the next ask, from what is known: the newest step and how many asks brought nothing since.</summary>
        public abstract int Next(TrueJourney journey, int newest, int quiet, LocalDateTime now);
    }

    private sealed class Steady : Rule
    {
        public override int Next(TrueJourney journey, int newest, int quiet, LocalDateTime now) => newest == 0 ? 3 : Math.Min(24, 3 << Math.Min(quiet, 3));
    }

    private sealed class Likely(LearnedLanes norms, LearnedRhythms rhythms, double price) : Rule
    {
        public override int Next(TrueJourney journey, int newest, int quiet, LocalDateTime now)
        {
            var step = journey.Steps[newest];
            var curve = norms.Find(new(step.Phase, Until.NextPhase, journey.Kind), journey.Key)!;
            return NextAsk.Hours(curve, WorkClock.Of(journey.Key.Country), rhythms.Of(new(journey.Key.Carrier, journey.Key.Country, step.Phase)), step.At, now, price, 1, 72);
        }
    }
}
