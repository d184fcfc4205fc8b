using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Findings;

/// <summary>What a claim and a dispute rest on: how unusual a silence was, and whether the parcel came where the order goes.</summary>
public sealed class SilenceProofTests
{
    private static History Way() => new History().Leg("cainiao")
        .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
        .Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen")
        .Says("2026-11-12 03:00 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba");

    [Fact]
    public void A_silence_is_measured_from_the_last_scan_and_held_against_what_was_learned_of_the_lane()
    {
        var situation = Way().Learned(GivenLanes.Usual()).Situation(History.At("2026-11-22 12:00"));
        var now = SilenceProof.Present(situation)!;
        Assert.Equal((10, Milestone.ArrivedInwardOffice), (now.Days, now.From.Milestone));
        Assert.Equal(["Usual here", "How unusual"], now.Lines.Select(line => line.Topic));
        Assert.Contains("longer than", now.Lines[1].Text);
        var longest = SilenceProof.Longest(situation)!;
        Assert.Equal((7, Milestone.DepartedOutwardOffice, Milestone.ArrivedInwardOffice), (longest.Days, longest.From.Milestone, longest.To!.Milestone));
    }

    [Fact]
    public void Where_too_few_parcels_were_watched_nothing_is_held_against_it_and_a_delivered_parcel_is_not_silent()
    {
        Assert.Empty(SilenceProof.Present(Way().Situation(History.At("2026-11-22 12:00")))!.Lines);
        Assert.Null(SilenceProof.Present(Way().Says("2026-11-13 10:00 -03:00", Milestone.Delivered, "BR Curitiba").Situation(History.At("2026-11-22 12:00"))));
        Assert.Null(SilenceProof.Longest(new History().Leg("cainiao").Situation(History.At("2026-11-22 12:00"))));
    }

    [Theory]
    [InlineData("BR", "80000-000", "80000000", true, true)]
    [InlineData("BR", "80000-000", "90000-000", true, false)]
    [InlineData("PT", null, "80000-000", false, null)]
    [InlineData(null, null, "80000-000", null, null)]
    public void A_delivery_is_held_against_the_order_as_far_as_both_were_said(string? country, string? postcode, string ordered, bool? sameCountry, bool? samePostcode)
    {
        var history = Way().Says("2026-11-13 10:00 -03:00", Milestone.Delivered).Parcel(parcel => parcel with { DestinationPostcode = ordered });
        var timeline = history.Timeline() with { ProofOfDelivery = new() { Country = country, Postcode = postcode } };
        var match = AddressMatch.Of(history.Situation(History.At("2026-11-22 12:00")).Parcel, timeline)!;
        Assert.Equal((sameCountry, samePostcode), (match.SameCountry, match.SamePostcode));
    }
}
