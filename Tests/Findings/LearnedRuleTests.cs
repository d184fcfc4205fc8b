using CsCheck;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Findings;

/// <summary>Rules on what was learned of a lane instead of the defaults.</summary>
public sealed class LearnedRuleTests
{
    private static readonly LearnedLanes Usual = GivenLanes.Usual();
    private static readonly LaneCurve Silence = Usual.Find(new(Phase.Arrived, Until.NextScan, JourneyKind.CrossBorder), GivenLanes.Cainiao)!;

    private static History Arrived(decimal? value = 80, string? currency = "EUR") => new History().Leg("cainiao")
        .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
        .Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen")
        .Says("2026-11-09 00:00 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba")
        .Parcel(parcel => parcel with { Value = value, Currency = currency });

    /// <summary>The moment at which so many working days of Brazil have passed since the last scan.</summary>
    private static Instant After(double days) => WorkClock.Of("BR").MomentAfter(new(2026, 11, 9, 0, 0), days).WithOffset(Offset.FromHours(-3)).ToInstant();

    private static Severity? At(History history, Instant now) =>
        Inspection.Of(history.Situation(now)).Findings.SingleOrDefault(finding => finding.Kind is FindingKind.LostAtDestination)?.Severity;

    [Fact]
    public void A_watch_opens_at_95_of_100_of_the_lane_long_before_the_default()
    {
        var (history, p95) = (Arrived(value: null).Learned(Usual), After(Silence.Quantile(0.95)));
        Assert.Null(At(history, p95 - Duration.Epsilon));
        Assert.Equal(Severity.Watch, At(history, p95));
        Assert.True(p95 < History.At("2026-11-19 03:00"));
        Assert.Null(At(Arrived(value: null), p95));
    }

    [Fact]
    public void Without_a_value_or_in_an_unknown_currency_it_is_an_exception_at_99_of_100()
    {
        foreach (var history in new[] { Arrived(value: null), Arrived(80, "XAU") })
        {
            var p99 = After(Silence.Quantile(0.99));
            Assert.Equal(Severity.Watch, At(history.Learned(Usual), p99 - Duration.Epsilon));
            Assert.Equal(Severity.Exception, At(history.Learned(Usual), p99));
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(40)]
    [InlineData(2000)]
    public void With_a_value_it_is_an_exception_when_a_look_pays_and_never_before_95_of_100(int value)
    {
        var (look, lost) = (Silence.LookAfter(value / 12.0), Silence.SilenceFor(0.8));
        var history = Arrived(value).Learned(Usual);
        Assert.True(At(history, After(Math.Min(look, lost)) - Duration.Epsilon) is null or Severity.Watch);
        Assert.True(At(history, After(Math.Min(look, lost))) >= Severity.Exception);
        Assert.InRange(look, Silence.Quantile(0.95), LaneCurve.Horizon);
        Assert.True(Silence.ChanceLost(look) * value >= 12);
    }

    [Fact]
    public void Where_most_still_move_by_themselves_it_waits_although_the_loss_is_worth_a_look()
    {
        var (worth, look) = (Silence.SilenceFor(12.0 / 80), Silence.LookAfter(80 / 12.0));
        Assert.True(look > worth + 0.5, $"{worth} and {look}");
        var waits = Assert.Single(Inspection.Of(Arrived().Learned(Usual).Situation(After((worth + look) / 2))).Findings);
        Assert.Equal(Severity.Watch, waits.Severity);
        Assert.Contains(Explained.Of(waits), line => line is { Topic: "At stake" } && line.Text.EndsWith("not yet, so many of those silent so long still move each day", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wait_of_months_is_judged_like_any_other()
    {
        var slow = GivenLanes.Learn([new(Phase.Arrived, Until.NextScan, JourneyKind.CrossBorder)], GivenLanes.Cainiao, 400, i => 12 * Math.Pow((i % 97 + 0.5) / (96.5 - i % 97), 0.4));
        var p95 = slow.Find(new(Phase.Arrived, Until.NextScan, JourneyKind.CrossBorder), GivenLanes.Cainiao)!.Quantile(0.95);
        Assert.InRange(p95, 30, LaneCurve.Horizon);
        Assert.Null(At(Arrived(value: null).Learned(slow), After(p95) - Duration.Epsilon));
        Assert.Equal(Severity.Watch, At(Arrived(value: null).Learned(slow), After(p95)));
    }

    [Fact]
    public void What_is_worth_less_than_a_look_is_no_exception_until_it_is_as_good_as_lost()
    {
        var history = Arrived(value: 2).Learned(Usual);
        var lost = After(Silence.SilenceFor(0.8));
        Assert.Equal(Severity.Watch, At(history, lost - Duration.Epsilon));
        Assert.Equal(Severity.Critical, At(history, lost));
    }

    [Fact]
    public void Where_too_few_were_watched_the_defaults_hold_and_where_the_loss_rate_is_not_known_99_of_100_decide()
    {
        Assert.Equal(Severity.Exception, At(Arrived().Learned(GivenLanes.Usual(20)), History.At("2026-11-19 03:00")));
        Assert.Null(At(Arrived().Learned(GivenLanes.Usual(20)), History.At("2026-11-19 02:59")));
        var few = GivenLanes.Usual(80);
        var curve = few.Find(new(Phase.Arrived, Until.NextScan, JourneyKind.CrossBorder), GivenLanes.Cainiao)!;
        Assert.Equal(Severity.Exception, At(Arrived(2).Learned(few), After(curve.Quantile(0.99))));
    }

    [Fact]
    public void Weekends_and_holidays_of_the_destination_are_no_silence()
    {
        // Three working days of silence are usual: from a Monday, and over a weekend.
        var quick = GivenLanes.Learn([new(Phase.Arrived, Until.NextScan, JourneyKind.CrossBorder)], GivenLanes.Cainiao, 400, i => 0.9 * Math.Pow((i % 97 + 0.5) / (96.5 - i % 97), 0.4));
        Duration Lasts(string clock) => Inspection.Of(new History().Leg("cainiao").Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN")
            .Says(clock, Milestone.ArrivedInwardOffice, "BR").Learned(quick).Situation(History.Clock(clock).Instant!.Value)).InspectAt!.Value - History.Clock(clock).Instant!.Value;
        var (monday, friday) = (Lasts("2026-11-09 00:00 -03:00"), Lasts("2026-11-13 00:00 -03:00"));
        Assert.InRange(monday.TotalDays, 2.5, 3.5);
        Assert.InRange((friday - monday).TotalDays, 1.5, 2);
    }

    [Fact]
    public void Over_todays_cap_it_stays_a_watch_that_says_so_and_speaks_when_there_is_time_again()
    {
        var now = After(Silence.Quantile(0.95) + 0.3);
        var situation = Arrived(5000).Learned(Usual).Situation(now) with { CappedUntil = now + Duration.FromHours(9) };
        var result = Inspection.Of(situation);
        var finding = Assert.Single(result.Findings);
        Assert.Equal((Severity.Watch, true), (finding.Severity, finding.Why!.IsOverCap));
        Assert.Contains(Explained.Of(finding), line => line is { Topic: "Held back" } && line.Text.Contains("over today's cap", StringComparison.Ordinal));
        Assert.Equal(situation.CappedUntil, result.InspectAt);
        Assert.Equal(Severity.Exception, Assert.Single(Inspection.Of(situation with { Now = situation.CappedUntil!.Value }).Findings).Severity);
        Assert.Equal(Severity.Exception, Assert.Single(Inspection.Of(situation with { CappedUntil = null }).Findings).Severity);
    }

    [Fact]
    public void Nothing_changes_by_silence_before_the_next_inspection_and_something_does_at_it_on_learned_lanes_too() =>
        Gen.Select(GenHistory.Statements, Gen.Int[0, 60 * 24], Gen.Int[0, 3], Gen.Double[0, 1]).Sample((said, hours, shape, part) =>
        {
            var now = GenHistory.Start + Duration.FromHours(hours);
            var situation = new Situation
            {
                Parcel = new() { Id = 1, RegisteredAt = GenHistory.Start, Origin = "CN", Destination = "BR", Value = shape > 0 ? shape * 40 : null, Currency = "EUR" },
                Legs = [.. GenHistory.Legs.Select(leg => new LegState { Leg = leg, CanBeAsked = true, LastAnsweredAt = GenHistory.Start })],
                Timeline = Timeline.Of(GenHistory.Lane, GenHistory.Legs, said, [], []),
                Silent = new Dictionary<CarrierId, Instant>(),
                Norms = LaneNorms.Default with { Learned = Usual },
                CappedUntil = shape == 3 ? now + Duration.FromHours(8) : null,
                Now = now,
            };
            var result = Inspection.Of(situation);
            if (result.InspectAt is not { } at)
            {
                Assert.Equal(Shape(result), Shape(Inspection.Of(situation with { Now = now + Duration.FromDays(400) * part })));
                return;
            }
            Assert.True(at > now);
            Assert.Equal(Shape(result), Shape(Inspection.Of(situation with { Now = now + (at - now) * part * 0.999 })));
            Assert.Equal(Shape(result), Shape(Inspection.Of(situation with { Now = at - Duration.Epsilon })));
            Assert.NotEqual(Shape(result), Shape(Inspection.Of(situation with { Now = at })));
        }, iter: 1000);

    private static string Shape(InspectionResult result) =>
        string.Join('\n', result.Findings.Select(finding => $"{finding.Kind} {finding.Subject} {finding.Severity}"));
}
