using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Jobs;
using Tracking.Portal.Buyer;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Buyer;

/// <summary>What buyers are told, before it is laid out.</summary>
public sealed class ParcelPageViewTests
{
    private static readonly CarrierPages Carriers = new(new CarrierRegistry());
    private static readonly Shop Shop = new() { Id = 1, Name = "Blue Kettle" };

    [Fact]
    public void A_parcel_on_its_way_says_where_it_is_and_what_comes_next()
    {
        var view = Of(new History().Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Says("2026-11-08 03:20 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba")
            .Says("2026-11-10 17:45 -03:00", Milestone.CustomsReleased, "BR Curitiba")
            .Says("2026-11-12 07:30 -03:00", Milestone.OutForDelivery, "BR CURITIBA"), "2026-11-12 12:00");
        Assert.Equal("""
            Out for delivery in Curitiba
            No date yet · Nobody has named a day, and we do not guess.
            Last seen 12 Nov, 07:30 in Curitiba, Brazil. Next: delivery.
            """.ReplaceLineEndings("\n"), $"{view.Headline}\n{view.Promise.Text} · {view.Promise.Why}\n{view.Now} {view.Next}");
        Assert.Equal("Thursday 12 November 07:30 local time: Out for delivery @ Curitiba, Brazil", Line(view.Lines[0]));
        Assert.Equal("now", view.Steps.Single(step => step.Step is Step.OutForDelivery).State);
    }

    [Fact]
    public void Held_by_customs_says_since_when_and_what_to_do()
    {
        var view = Of(new History().Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Says("2026-11-14 09:00 -03:00", Milestone.CustomsHeld, "BR Curitiba"), "2026-11-22 12:00");
        Assert.Equal("Held by customs in Brazil since 14 Nov", view.Headline);
        Assert.Equal(("warn", "Customs has had your parcel for longer than usual."), (view.Tone, view.Trouble?.Sentence));
        Assert.Equal("You need not do anything unless customs writes to you.", view.Trouble?.Action);
    }

    [Fact]
    public void Duty_that_customs_waits_for_is_said_however_long_it_waits()
    {
        var view = Of(new History().Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Says("2026-11-14 09:00 -03:00", Milestone.CustomsHeld, "BR Curitiba", reason: Reason.CustomsDuty), "2026-11-28 12:00");
        Assert.Equal("Customs waits for duty or tax to be paid.", view.Trouble?.Sentence);
        Assert.StartsWith("Pay it only as the letter of customs or the carrier says", view.Trouble?.Action);
    }

    [Fact]
    public void A_parcel_going_back_or_waiting_to_be_collected_has_no_day_that_passed()
    {
        var day = new Edd(new LocalDate(2026, 11, 5), new LocalDate(2026, 11, 5));
        var history = new History("US", "US").Leg("fedex").Says("2026-11-02 08:10 -05:00", Milestone.Accepted, "US Memphis").Summary("fedex", day);
        Assert.Equal("It has waited for you since Thursday 5 November", Of(history.Says("2026-11-05 08:10 -05:00", Milestone.AtPickupPoint, "US Austin"), "2026-11-12 12:00").Promise.Text);
        Assert.Equal("No delivery day any more", Of(history.Says("2026-11-13 08:10 -05:00", Milestone.Returning, "US Austin"), "2026-11-14 12:00").Promise.Text);
    }

    [Fact]
    public void A_label_is_no_sighting()
    {
        var view = Of(new History("US", "US").Leg("fedex").Says("2026-11-02 08:10 -05:00", Milestone.PreAdvised, "US Jamaica"), "2026-11-14 12:00");
        Assert.Equal("The label was made 2 Nov, 08:10; nobody has scanned the parcel since.", view.Now);
        Assert.Equal("Ask Blue Kettle whether it has been sent.", view.Trouble?.Action);
    }

    [Theory]
    [InlineData(Milestone.ArrivedSorting, null, "On its way through Memphis")]
    [InlineData(Milestone.DepartedSorting, null, "On its way from Memphis")]
    [InlineData(Milestone.InTransit, Reason.Weather, "Delayed in Memphis")]
    [InlineData(Milestone.HeldAtDepot, Reason.CarrierMissedCutOff, "Waiting for the next departure in Memphis")]
    public void The_headline_tells_passing_from_leaving_and_from_waiting(Milestone milestone, Reason? reason, string headline) =>
        Assert.Equal(headline, Of(new History("US", "US").Leg("fedex").Says("2026-11-02 08:10 -05:00", milestone, "US MEMPHIS", reason: reason), "2026-11-02 18:00").Headline);

    [Fact]
    public void Nothing_told_is_said_aloud()
    {
        var view = Of(new History().Leg("cainiao"), "2026-11-02 12:00");
        Assert.Equal("No news yet", view.Headline);
        Assert.Empty(view.Lines);
        Assert.Contains("has told us nothing about this number yet", view.Now);
    }

    [Fact]
    public void An_unknown_status_keeps_the_carriers_words_and_claims_nothing()
    {
        var view = Of(new History("DE", "DE").Leg("dhl-unified").Says("2026-11-02 08:10 ?", null, "DE Bonn", wording: "Gizmo frobbed"), "2026-11-02 12:00");
        Assert.Equal("The carrier’s last message is new to us", view.Headline);
        Assert.Equal("Monday 2 November 08:10 time zone not stated: We do not know this status yet “Gizmo frobbed” @ Bonn, Germany", Line(view.Lines[0]));
    }

    [Fact]
    public void A_delivery_that_only_a_hint_tells_of_is_not_shown_as_delivered()
    {
        var view = Of(new History("DE", "DE").Leg("dhl-unified")
            .Says("2026-11-02 08:10 +01:00", Milestone.Accepted, "DE Bonn")
            .Says("2026-11-03 08:10 +01:00", Milestone.Delivered, "DE Bonn", trust: Trust.Hint), "2026-11-03 12:00");
        Assert.Equal("The carrier has it in Bonn", view.Headline);
        Assert.Contains("asking the carrier to confirm", view.Now);
        Assert.Equal(["not confirmed"], view.Lines[0].Notes);
        Assert.DoesNotContain(view.Steps, step => step is { Step: Step.Delivered, StepState: not StepState.Next });
    }

    [Fact]
    public void The_same_scan_told_by_two_is_one_line_that_says_so()
    {
        var view = Of(new History("CN", "US").Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Retells("seventeentrack", "2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen"), "2026-11-03 12:00");
        Assert.Equal(["told by 2 sources"], Assert.Single(view.Lines).Notes);
    }

    [Theory]
    [InlineData("2026-11-24", "2026-11-26", "Expected 24 – 26 Nov", "FedEx says so")]
    [InlineData("2026-11-30", "2026-12-02", "Expected 30 Nov – 2 Dec", "FedEx says so")]
    [InlineData("2026-11-10", "2026-11-10", "Was expected 10 Nov", "That day has passed; nobody has named a new one.")]
    public void The_promise_is_the_carriers_and_a_day_that_passed_is_not_repeated(string from, string to, string text, string why)
    {
        var day = NodaTime.Text.LocalDatePattern.Iso;
        var view = Of(new History("US", "US").Leg("fedex").Says("2026-11-02 08:10 -05:00", Milestone.Accepted, "US Memphis")
            .Summary("fedex", new Edd(day.Parse(from).Value, day.Parse(to).Value)), "2026-11-22 12:00");
        Assert.Equal(text, view.Promise.Text);
        Assert.StartsWith(why[..5], view.Promise.Why);
    }

    [Fact]
    public void Without_a_carriers_date_the_shops_promise_stands_under_the_shops_name()
    {
        var view = Of(new History("US", "US").Leg("fedex").Parcel(parcel => parcel with { PromisedBy = new LocalDate(2026, 11, 25) }), "2026-11-22 12:00");
        Assert.Equal("Promised by Wednesday 25 November · Blue Kettle says so", $"{view.Promise.Text} · {view.Promise.Why}");
    }

    [Theory]
    [InlineData("Delivered, call +49 (0)170 123-4567 now", "Delivered, call ••• now")]
    [InlineData("Mail anna.canary@example.test for help", "Mail ••• for help")]
    [InlineData("CPF 123.456.789-09 missing", "CPF ••• missing")]
    [InlineData("Signed for by: M CANARY, front desk", "Signed for by •••, front desk")]
    [InlineData("Signed for by: K.CANARY. Thank you", "Signed for by •••. Thank you")]
    [InlineData("Ready for recipient pickup", "Ready for recipient pickup")]
    [InlineData("Recipient: KIM CANARY", "Recipient •••")]
    [InlineData("Received by local delivery company", "Received by local delivery company")]
    [InlineData("已签收，签收人：王小明", "已签收，签收人 •••")]
    [InlineData("Arrives 2026-11-22 13:58 at dock 12", "Arrives 2026-11-22 13:58 at dock 12")]
    [InlineData("Flight LA8084 departed", "Flight LA8084 departed")]
    public void Free_text_is_shown_without_what_tells_who_the_buyer_is(string said, string shown) => Assert.Equal(shown, Masking.Of(said));

    [Fact]
    public void Every_milestone_stage_step_and_finding_has_its_words()
    {
        foreach (var milestone in Enum.GetValues<Milestone>())
            Assert.NotNull(Texts.English.Find("Milestone." + milestone));
        foreach (var step in Enum.GetValues<Step>())
            Assert.NotNull(Texts.English.Find("Step." + step) ?? Texts.English.Find("Next." + step));
        foreach (var basis in Enum.GetValues<TimeBasis>())
            Assert.NotNull(Texts.English.Find("Time." + basis));
        foreach (var kind in Enum.GetValues<Core.Findings.FindingKind>().Where(kind => kind is not Core.Findings.FindingKind.Contradiction))
        {
            Assert.NotNull(Texts.English.Find("Finding." + kind));
            Assert.NotNull(Texts.English.Find("Act." + kind));
        }
    }

    [Fact]
    public void A_language_is_picked_by_what_there_is() => Assert.Equal(("en", "ltr"), (Texts.Pick("xx, de;q=0.8").Language, Texts.Pick(null).Direction));

    [Fact]
    public void A_language_written_from_the_right_turns_the_page() => Assert.Equal("rtl", new Texts(System.Globalization.CultureInfo.GetCultureInfo("ar")).Direction);

    private static ParcelPageView Of(History history, string now)
    {
        var situation = history.Situation(History.At(now));
        return ParcelPageView.Of(
            new ParcelView
            {
                Parcel = situation.Parcel,
                Legs = situation.Legs,
                Timeline = situation.Timeline,
                Version = 1,
                Findings = [.. history.Inspect(now).Findings],
                Orders = [1],
            },
            null, Shop, Carriers, Texts.English, History.At(now));
    }

    private static string Line(LineView line) =>
        $"{line.Day} {line.Hour} {line.Basis}: {line.Title}{(line.Wording is null ? "" : $" “{line.Wording}”")} @ {line.Place}";
}
