using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Timelines;

namespace Tracking.Tests.Given;

/// <summary>Lanes on which something was learned.</summary>
public static class GivenLanes
{
    private static readonly LocalDateTime Now = new(2026, 11, 1, 0, 0);

    public static readonly LaneKey Cainiao = new("cainiao", "CN", "BR", "");

    /// <summary>One scan to the next and customs, on the way from China to Brazil: 400 parcels each, waits around two working days, 95 of 100 within six and a half, one in a hundred never moves again.</summary>
    public static LearnedLanes Usual(int parcels = 400) => Learn(
        [
            .. Enum.GetValues<Phase>().Where(phase => phase is not Phase.Delivered).Select(phase => new Stretch(phase, Until.NextScan, JourneyKind.CrossBorder)),
            new(Phase.Arrived, Until.Release, JourneyKind.CrossBorder), new(Phase.Arrived, Until.ReleaseOfHeld, JourneyKind.CrossBorder),
            new(Phase.OutForDelivery, Until.Collected, JourneyKind.CrossBorder), new(Phase.LeftOrigin, Until.Delivery, JourneyKind.CrossBorder),
        ], Cainiao, parcels, i => 2 * Math.Pow((i % 97 + 0.5) / (96.5 - i % 97), 0.4));

    public static LearnedLanes Learn(IReadOnlyList<Stretch> stretches, LaneKey lane, int parcels, Func<int, double> workingDays, int lostOneIn = 100)
    {
        var learner = new LaneLearner();
        var clock = WorkClock.Of(lane.Country);
        foreach (var stretch in stretches)
        {
            for (var i = 0; i < parcels; i++)
            {
                var began = Now.PlusDays(-200).PlusHours(i % 720);
                var lost = i % lostOneIn == lostOneIn / 2;
                var moved = clock.MomentAfter(began, workingDays(i));
                learner.Learn(new(stretch, lane, began, began, lost ? Now : moved, lost ? SpellEnd.Waiting : SpellEnd.Moved), Now);
            }
        }
        return learner.Build();
    }
}
