using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
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
    public void Duty_that_the_seller_pays_is_nothing_for_the_buyer_to_pay_and_no_door_is_shown()
    {
        var history = new History().Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Says("2026-11-14 09:00 -03:00", Milestone.CustomsHeld, "BR Curitiba", reason: Reason.CustomsDuty);
        Assert.Equal("Cainiao", Of(history, "2026-11-28 12:00").Trouble?.Door?.Name);
        var trouble = Of(history, "2026-11-28 12:00", dutyPaid: true).Trouble;
        Assert.Equal("Customs asks for duty or tax, which Blue Kettle pays for this order. | Do not pay anybody: tell Blue Kettle that customs is waiting. | ", $"{trouble?.Sentence} | {trouble?.Action} | {trouble?.Door?.Name}");
    }

    [Fact]
    public void Silence_is_said_beside_how_long_is_usual_and_not_at_all_where_nothing_was_learned()
    {
        var history = new History().Leg("cainiao").Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen");
        var usual = new UsualWait(new(2026, 11, 10), 8, 0.9);
        Assert.Null(Of(history, "2026-11-04 12:00", usual: usual).Quiet);
        Assert.Null(Of(history, "2026-11-08 12:00").Quiet);
        Assert.Equal("Quiet for 6 days; 9 of 10 parcels here were quiet for fewer than 8 days.", Of(history, "2026-11-08 12:00", usual: usual).Quiet);
    }

    [Fact]
    public void What_comes_next_says_when_it_usually_does_until_that_day_is_over()
    {
        var history = new History().Leg("cainiao").Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen");
        var usual = new UsualWait(new(2026, 11, 4), 3, 0.9);
        Assert.Equal("Next: it travels on. 9 of 10 parcels here move on by Wednesday 4 November.", Of(history, "2026-11-04 12:00", usual: usual).Next);
        Assert.Equal("Next: it travels on.", Of(history, "2026-11-05 00:10", usual: usual).Next);
        Assert.Equal("Next: it travels on.", Of(history, "2026-11-04 12:00").Next);
    }

    [Theory]
    [InlineData("2026-12-01", "2026-12-04", "Between Tue 1 and Fri 4 December")]
    [InlineData("2026-11-28", "2026-12-04", "Between Sat 28 November and Fri 4 December")]
    [InlineData("2026-12-01", "2026-12-01", "On Tuesday 1 December")]
    public void Where_nobody_named_a_day_our_range_stands_with_its_hit_rate(string from, string to, string text)
    {
        var promise = Of(new History().Leg("cainiao").Says("2026-11-22 08:10 +08:00", Milestone.Accepted, "CN Shenzhen"), "2026-11-23 12:00", eta: Range(from, to)).Promise;
        Assert.Equal((text, "right for 9 of 10 parcels on this route", null), (promise.Text, promise.Why, promise.Ours));
    }

    [Theory]
    [InlineData(NoEta.NotMoving, "Nobody has named a day, and we do not guess.")]
    [InlineData(NoEta.TooFew, "Too few parcels have come this way for us to name days.")]
    [InlineData(NoEta.TooWide, "On this route the days differ too much for us to name any.")]
    [InlineData(NoEta.TooLong, "It has been quiet for too long for us to name days.")]
    public void Without_a_range_it_is_said_why(NoEta why, string text) =>
        Assert.Equal(("No date yet", text), (Of(new History().Leg("cainiao").Says("2026-11-22 08:10 +08:00", Milestone.Accepted, "CN Shenzhen"), "2026-11-23 12:00", noEta: why).Promise is var promise ? promise.Text : "", promise.Why));

    [Fact]
    public void Our_range_stands_beside_the_carriers_date_and_is_never_shown_as_it()
    {
        var history = new History("US", "US").Leg("fedex").Says("2026-11-22 08:10 -05:00", Milestone.Accepted, "US Memphis").Summary("fedex", new Edd(new(2026, 11, 24), new(2026, 11, 24)));
        var promise = Of(history, "2026-11-23 12:00", eta: Range("2026-11-24", "2026-11-27")).Promise;
        Assert.Equal(("Expected 24 Nov", "FedEx says so", "Our own estimate: between Tue 24 and Fri 27 November; right for 9 of 10 parcels on this route."), (promise.Text, promise.Why, promise.Ours));
    }

    [Theory]
    [InlineData("ar", "بين \u2068الثلاثاء 1\u2069 و\u2068الجمعة 4 ديسمبر\u2069")]
    [InlineData("de", "Zwischen Di, 1. und Fr, 4. Dezember")]
    [InlineData("es", "Entre el mar 1 y el vie 4 de diciembre")]
    [InlineData("fr", "Entre le mar. 1 et le ven. 4 décembre")]
    [InlineData("ja", "12月1日(火)から4日(金)の間")]
    [InlineData("pt-BR", "Entre ter. 1 e sex. 4 de dezembro")]
    [InlineData("zh-Hans", "12月1日 周二至4日 周五之间")]
    public void A_range_reads_as_the_language_writes_it(string language, string text) =>
        Assert.Equal(text, Of(new History().Leg("cainiao").Says("2026-11-22 08:10 +08:00", Milestone.Accepted, "CN Shenzhen"), "2026-11-23 12:00", eta: Range("2026-12-01", "2026-12-04"), language: language).Promise.Text);

    [Fact]
    public void A_service_that_stops_at_the_border_says_so_from_the_start()
    {
        const string Untracked = "Tracking of this service ends at the border: after that no scans come, and none are missing.";
        Assert.Equal(Untracked, Of(new History().Leg("cainiao", tracksUntil: "border"), "2026-11-02 12:00").Until);
        Assert.Null(Of(new History().Leg("cainiao"), "2026-11-02 12:00").Until);
    }

    [Fact]
    public void A_parcel_going_back_or_waiting_to_be_collected_has_no_day_that_passed()
    {
        var day = new Edd(new LocalDate(2026, 11, 5), new LocalDate(2026, 11, 5));
        var history = new History("US", "US").Leg("fedex").Says("2026-11-02 08:10 -05:00", Milestone.Accepted, "US Memphis").Summary("fedex", day);
        Assert.Equal("It has waited for you since Thursday 5 November", Of(history.Says("2026-11-05 08:10 -05:00", Milestone.AtPickupPoint, "US Austin"), "2026-11-12 12:00").Promise.Text);
        Assert.Equal("No delivery day any more", Of(history.Says("2026-11-13 08:10 -05:00", Milestone.Returning, "US Austin"), "2026-11-14 12:00").Promise.Text);
    }

    [Theory]
    [InlineData("2026-11-11 12:00", "Collect it before Thursday 12 November, and bring your ID: some places send parcels back after a week.", "en")]
    [InlineData("2026-11-11 12:00", "Holen Sie es noch vor Donnerstag, 12. November ab, und bringen Sie Ihren Ausweis mit: Manche Abholstellen schicken Pakete nach einer Woche zurück.", "de")]
    [InlineData("2026-11-12 12:00", "Collect it soon, and bring your ID.", "en")]
    public void A_parcel_that_nobody_collects_says_before_which_day_while_that_is_to_come(string now, string says, string language)
    {
        var history = new History("US", "US").Leg("fedex").Says("2026-11-02 08:10 -05:00", Milestone.Accepted, "US Memphis").Says("2026-11-05 08:10 -06:00", Milestone.AtPickupPoint, "US Austin");
        Assert.Equal(says, Of(history, now, language: language).Trouble?.Action);
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

    [Theory]
    [InlineData("de", "de", "The carrier’s words (Deutsch)")]
    [InlineData("no language", "", "The carrier’s words")]
    [InlineData(null, "", "The carrier’s words")]
    public void Words_of_a_carrier_are_marked_with_their_language_and_never_taken_for_the_readers(string? told, string marked, string title)
    {
        var leftOut = Of(new History("DE", "DE").Leg("dhl-unified").Says("2026-11-02 08:10 +01:00", null, "DE Bonn", wording: "Wunschtag gebucht").LeftOut(told), "2026-11-02 12:00", language: "ar").Lines[0];
        Assert.Equal(("Wunschtag gebucht", marked, null), (leftOut.Title, leftOut.TitleLanguage, leftOut.Wording));
        var known = Of(new History("DE", "DE").Leg("dhl-unified").Says("2026-11-02 08:10 +01:00", Milestone.Accepted, "DE Bonn", wording: "Eingeliefert").LeftOut(told), "2026-11-02 12:00").Lines[0];
        Assert.Equal(("Eingeliefert", marked, title, null), (known.Wording, known.WordingLanguage, known.WordingTitle, known.TitleLanguage));
    }

    [Fact]
    public void A_delivery_that_failed_sends_the_buyer_to_the_carriers_page_only_where_there_is_one()
    {
        Assert.Equal("Open the carrier’s page to choose another day or a pickup point.", Act("fedex"));
        Assert.Equal("Call the carrier’s depot to choose another day, or ask Blue Kettle.", Act("jt-express"));

        static string? Act(string carrier) => Of(new History("US", "US").Leg(carrier)
            .Says("2026-11-02 08:10 -05:00", Milestone.Accepted, "US Memphis")
            .Says("2026-11-03 10:10 -05:00", Milestone.AttemptFailed, "US Memphis", Reason.RecipientAbsent), "2026-11-03 18:00").Trouble?.Action;
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
    [InlineData("We delivered your item to your neighbour Canary at 12 on Friday.", "We delivered your item to your neighbour •••.")]
    [InlineData("Delivered to a neighbour", "Delivered to a neighbour")]
    [InlineData("Shipment delivered to K CANARY, reception", "Shipment delivered to •••, reception")]
    [InlineData("Received by local delivery company", "Received by local delivery company")]
    [InlineData("已签收，签收人：王小明", "已签收，签收人 •••")]
    [InlineData("正在派送途中,请您准备签收(派件人:王小明,电话:13000000000)", "正在派送途中,请您准备签收(派件人 •••,电话:•••)")]
    [InlineData("深圳示例营销部安排投递（投递员姓名：王小明13000000000;联系电话：13000000000）", "深圳示例营销部安排投递（投递员姓名 ••••••;联系电话：•••）")]
    [InlineData("快件交给王小明，正在派送途中", "快件交给 •••，正在派送途中")]
    [InlineData("快件交给航空公司", "快件交给航空公司")]
    [InlineData("示例分公司 的收件员 王小明 已收件", "示例分公司 的收件员 ••• 已收件")]
    [InlineData("已派送，派送员【王小明，电话：13000000000】", "已派送，派送员 •••，电话：•••】")]
    [InlineData("快递员正在为您派件", "快递员正在为您派件")]
    [InlineData("J&T courier Kim Canary(01000000000) completed the delivery", "J&T courier ••••••) completed the delivery")]
    [InlineData("Handed to the courier", "Handed to the courier")]
    [InlineData("خرجت الشحنة مع المندوب كريم كناري، رقم 01000000000", "خرجت الشحنة مع المندوب •••، رقم •••")]
    [InlineData("Arrives 2026-11-22 13:58 at dock 12", "Arrives 2026-11-22 13:58 at dock 12")]
    [InlineData("Flight LA8084 departed", "Flight LA8084 departed")]
    public void Free_text_is_shown_without_what_tells_who_the_buyer_is(string said, string shown) => Assert.Equal(shown, Masking.Of(said));

    private static Eta Range(string from, string to) => new(NodaTime.Text.LocalDatePattern.Iso.Parse(from).Value, NodaTime.Text.LocalDatePattern.Iso.Parse(to).Value, 0.9, 240);

    private static ParcelPageView Of(History history, string now, bool dutyPaid = false, Eta? eta = null, NoEta? noEta = null, UsualWait? usual = null, string language = "en")
    {
        var situation = history.Situation(History.At(now));
        return ParcelPageView.Of(
            new ParcelView
            {
                Parcel = situation.Parcel,
                Legs = situation.Legs,
                Timeline = situation.Timeline,
                Version = 1,
                Eta = eta,
                NoEta = noEta,
                Usual = usual,
                Findings = [.. history.Inspect(now).Findings],
                Orders = [1],
            },
            null, Shop, Carriers, Texts.Pick(language, null, null), History.At(now), dutyPaid);
    }

    private static string Line(LineView line) =>
        $"{line.Day} {line.Hour} {line.Basis}: {line.Title}{(line.Wording is null ? "" : $" “{line.Wording}”")} @ {line.Place}";
}
