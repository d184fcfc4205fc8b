using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Cases;

public sealed class CaseRankTests
{
    static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 12, 0);

    static double Rank(FindingKind kind = FindingKind.Stalled, Severity severity = Severity.Exception, decimal? value = 50, string? currency = "USD", string? tier = null, int days = 3, int promised = 30) =>
        CaseRank.Of(
            new Finding { Kind = kind, Severity = severity, Since = Now - Duration.FromDays(days), Sentence = "" },
            new Parcel { Id = 1, RegisteredAt = Now, Value = value, Currency = currency, Tier = tier, PromisedBy = Now.InUtc().Date.PlusDays(promised) }, Now);

    [Fact]
    public void What_may_be_lost_counts_by_its_chance_so_that_a_dear_parcel_in_doubt_comes_before_a_cheap_one_that_is_lost() =>
        Assert.True(Rank(FindingKind.Stalled, value: 900) > Rank(FindingKind.DeclaredLost, Severity.Critical, value: 20));

    [Fact]
    public void Of_one_value_the_likelier_loss_comes_first_and_grows_likelier_with_time()
    {
        Assert.True(Rank(FindingKind.LostAtDestination) > Rank(FindingKind.Stalled));
        Assert.True(Rank(days: 20) > Rank(days: 8));
        Assert.True(Rank(severity: Severity.Critical) > Rank());
    }

    [Fact]
    public void The_dearer_the_more_loyal_and_whoever_was_promised_an_earlier_day_come_first()
    {
        Assert.True(Rank(value: 900) > Rank(value: 40));
        Assert.True(Rank(tier: "vip") > Rank(tier: "standard"));
        Assert.True(Rank(promised: -1) > Rank(promised: 1));
        Assert.Equal(Rank(value: 0), Rank(value: -5, tier: " "));
        Assert.True(Rank(value: 0) > 0);
    }

    [Fact]
    public void Amounts_of_small_units_are_worth_no_more_than_they_are() => Assert.True(Rank(value: 100, currency: "EUR") > Rank(value: 5000, currency: "JPY"));

    [Fact]
    public void What_can_still_be_saved_today_comes_before_what_is_in_no_hurry() => Assert.True(Rank(FindingKind.UnclaimedAtPickup) > Rank(FindingKind.LostAtDestination));

    [Fact]
    public void A_chance_is_never_certain_before_the_carrier_says_so_nor_ever_above_one()
    {
        foreach (var kind in Enum.GetValues<FindingKind>())
        {
            var chance = CaseRank.Chance(new Finding { Kind = kind, Severity = Severity.Critical, Since = Now - Duration.FromDays(4000), Sentence = "" }, Now);
            Assert.InRange(chance, 0, 1);
        }
    }

    [Fact]
    public void Whatever_else_is_wrong_with_a_parcel_comes_before_its_carriers_silence() =>
        Assert.True(Rank(FindingKind.MissedEdd, Severity.Warning) > Rank(FindingKind.CarrierSilent, value: 900, tier: "vip"));

    [Fact]
    public void A_beginning_that_lies_ahead_counts_as_now() => Assert.Equal(Rank(days: 0), Rank(days: -3));
}
