using CsCheck;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Incidents;
using Xunit;

namespace Tracking.Tests.Incidents;

/// <summary>Whatever carriers tell and whenever it is looked at: the watch ends with figures that can be kept. It stands still for all parcels where one carrier's make it fail.</summary>
public sealed class AnySceneTests
{
    private static readonly string[] Carriers = ["alpha", "beta", "gamma", ""];
    private static readonly string?[] Countries = [null, "US", "DE", "XX", ""];
    private static readonly Milestone[] Milestones = Enum.GetValues<Milestone>();

    [Fact]
    public void Whatever_stands_in_the_database_the_watch_tells_each_incident_once_with_figures() => Gen.Int[0, int.MaxValue].Sample(
        seed =>
        {
            var looked = IncidentWatch.Look(SceneOf(new Random(seed)));
            Assert.Equal(looked.Standing.Count, looked.Standing.Select(one => one.Cohort).Distinct().Count());
            Assert.All(looked.Standing, one =>
            {
                Assert.True(double.IsFinite(one.Expected) && double.IsFinite(one.Chance) && one.Quarters.All(quarter => double.IsFinite(quarter.Expected)), one.Sentence);
                Assert.Equal(one.Parcels.Distinct(), one.Parcels);
            });
        }, iter: 400);

    private static IncidentScene SceneOf(Random chance)
    {
        var now = Instant.FromUtc(2026, 11, 2, 0, 0) + Duration.FromMinutes(chance.Next(40 * 24 * 60));
        // A carrier that is new, and all whose news came in the last minutes.
        var burst = chance.Next(2) == 0;
        var carriers = burst ? 1 : 1 + chance.Next(Carriers.Length);
        return new()
        {
            Now = now,
            Waits = [.. Enumerable.Range(0, chance.Next(600)).Select(n => WaitOf(n))],
            Feeds = Carriers.Take(carriers).Where(_ => chance.Next(2) == 0).ToDictionary(carrier => carrier, _ => FeedOf()),
            Standing = [.. Enumerable.Range(0, chance.Next(5)).Select(_ => new StandingIncident(CohortOf(), Ago(20 * 24))).DistinctBy(one => one.Cohort)],
        };

        Instant Ago(double hours) => now - Duration.FromSeconds((long)(chance.NextDouble() * hours * 3600));

        Wait WaitOf(int n)
        {
            var since = burst ? Ago(0.1) : Ago(chance.Next(10) == 0 ? 3000 : 900);
            var ended = chance.Next(3) == 0 ? (Instant?)null : since + (now - since) * chance.NextDouble();
            var country = burst ? null : Any(Countries);
            return new()
            {
                Parcel = n / 2,
                Carrier = Carriers[chance.Next(carriers)],
                Facility = Any<string?>([null, "HUB", "GATE 1"]),
                Town = Any<string?>([null, "MEMPHIS"]),
                Country = country,
                Origin = Any(Countries),
                Destination = country,
                After = Any(Milestones),
                Began = chance.Next(5) == 0 ? since - Duration.FromDays(chance.Next(900)) : since,
                Since = since,
                Ended = ended,
                ToldByCarrier = chance.Next(4) > 0,
                Left = chance.Next(2) == 0 ? since - Duration.FromHours(chance.Next(40)) : null,
            };
        }

        FeedHours FeedOf()
        {
            var recorded = Ago(burst ? 2 : 900);
            var hours = Enumerable.Range(0, burst ? 2 : 600).Select(hour => Instant.FromUnixTimeSeconds((now.ToUnixTimeSeconds() / 3600 - hour) * 3600)).Where(_ => chance.Next(4) > 0);
            var blind = chance.Next(3) == 0 ? Ago(400) : now;
            return new(hours.ToDictionary(hour => hour, _ => (chance.Next(3), burst ? 300 : chance.Next(12))), recorded, [new(blind, now)]);
        }

        Cohort CohortOf() => Any<Func<Cohort>>([
            () => Cohort.OfCarrier(Any(Enum.GetValues<IncidentKind>().Where(kind => kind >= IncidentKind.CarrierStuck).ToArray()), Any(Carriers)),
            () => new(IncidentKind.FacilityStuck, $"{Any(Carriers)}|{Any(Countries)}|HUB"),
            () => new(IncidentKind.LaneStuck, $"{Any(Carriers)}|US|DE"),
            () => Cohort.Flight($"{Any(Carriers)}|US|HUB|US", Ago(400)),
        ])();

        T Any<T>(T[] of) => of[chance.Next(of.Length)];
    }
}
