using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Cases;

public sealed class CaseRankTests
{
    static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 12, 0);

    [Fact]
    public void Severity_decides_before_value_tier_and_age()
    {
        var least = CaseRank.Of(Severity.Critical, FindingKind.Contradiction, null, null, Now, Now);
        var most = CaseRank.Of(Severity.Exception, FindingKind.UnclaimedAtPickup, 1_000_000_000m, "vip", Now - Duration.FromDays(4000), Now);
        Assert.True(least > most);
    }

    [Fact]
    public void Within_one_kind_the_dearer_the_more_loyal_and_the_older_come_first()
    {
        double Rank(decimal? value = null, string? tier = null, int days = 0) =>
            CaseRank.Of(Severity.Exception, FindingKind.Stalled, value, tier, Now - Duration.FromDays(days), Now);

        Assert.True(Rank(value: 900) > Rank(value: 40));
        Assert.True(Rank(tier: "vip") > Rank(tier: "standard"));
        Assert.True(Rank(days: 20) > Rank(days: 8));
        Assert.Equal(Rank(), Rank(value: -5, tier: " "));
    }

    [Fact]
    public void What_can_still_be_saved_today_comes_before_what_is_lost_already() =>
        Assert.True(
            CaseRank.Of(Severity.Exception, FindingKind.UnclaimedAtPickup, 50, null, Now, Now)
            > CaseRank.Of(Severity.Exception, FindingKind.LostInLineHaul, 50, null, Now, Now));

    [Fact]
    public void Whatever_else_is_wrong_with_a_parcel_comes_before_its_carriers_silence()
    {
        static double Rank(FindingKind kind, Severity severity) =>
            CaseRank.Of(new Finding { Kind = kind, Severity = severity, Since = Now, Sentence = "" }, new Parcel { Id = 1, RegisteredAt = Now, Value = 900, Tier = "vip" }, Now);

        Assert.True(Rank(FindingKind.MissedEdd, Severity.Warning) > Rank(FindingKind.CarrierSilent, Severity.Exception));
    }

    [Fact]
    public void A_beginning_that_lies_ahead_counts_as_now() =>
        Assert.Equal(
            CaseRank.Of(Severity.Warning, FindingKind.MissedEdd, null, null, Now, Now),
            CaseRank.Of(Severity.Warning, FindingKind.MissedEdd, null, null, Now + Duration.FromDays(3), Now));
}
