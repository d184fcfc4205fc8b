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

public sealed class InspectionTests
{
    private static readonly LegRole First = LegRole.FirstMile;

    private static History Border() => new History().Leg("cainiao")
        .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen");

    private static History Exported() => Border().Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen");

    private static History Arrived() => Exported().Says("2026-11-08 03:00 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba");

    private static History Domestic() => new History("DE", "DE").Leg("dhl-unified", "00340434161094042557")
        .Says("2026-11-02 08:10 +01:00", Milestone.Accepted, "DE Bonn");

    private static void Finds(History history, string now, string expected) => Assert.Equal(expected.ReplaceLineEndings("\n"), history.Inspect(now).Text());

    private static void FindsNothing(History history, string now) => Finds(history, now, "");

    [Fact]
    public void LostAtDestination_opens_after_ten_silent_days_and_a_scan_clears_it()
    {
        var history = Arrived().Says("2026-11-10 12:00 -03:00", Milestone.CustomsReleased, "BR São Paulo");
        FindsNothing(history, "2026-11-20 14:59");
        Finds(history, "2026-11-26 18:00",
            "Exception LostAtDestination (Carrier): No scan for 16 days since it left customs in São Paulo; parcels here usually move within 10 days.");
        var finding = Assert.Single(history.Inspect("2026-11-26 18:00").Findings);
        Assert.Equal(("a scan in Brazil by 2026-11-20", History.At("2026-11-10 15:00"), history.Timeline().Lines[^1].Key), (finding.Expected, finding.Since, Assert.Single(finding.Evidence)));
        FindsNothing(history.Says("2026-11-26 12:00 -03:00", Milestone.ArrivedSorting, "BR Santos"), "2026-11-26 18:00");
    }

    [Fact]
    public void From_thirty_days_on_a_loss_is_suggested()
    {
        Finds(Arrived(), "2026-12-27 08:00",
            "Critical LostAtDestination (Carrier): No scan for 49 days since it arrived at the border in Curitiba; parcels here usually move within 10 days. Treat it as lost.");
        Assert.Null(Arrived().Inspect("2026-12-27 08:00").InspectAt);
    }

    [Fact]
    public void A_service_that_tracks_to_the_border_only_is_not_lost_behind_it() => FindsNothing(
        new History().Leg("cainiao", tracksUntil: "border")
            .Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN")
            .Says("2026-11-08 03:00 -03:00", Milestone.ArrivedInwardOffice, "BR"), "2026-12-27 08:00");

    [Fact]
    public void LostInLineHaul_opens_after_fourteen_days_and_any_scan_in_the_country_clears_it()
    {
        FindsNothing(Exported(), "2026-11-18 12:59");
        Finds(Exported(), "2026-11-19 12:00",
            "Exception LostInLineHaul (Carrier): No scan for 14 days since it left the country of origin in Shenzhen; parcels here usually move within 14 days.");
        FindsNothing(Exported().Says("2026-11-19 03:00 -03:00", Milestone.ArrivedSorting, "BR"), "2026-11-19 12:00");
    }

    [Fact]
    public void Stalled_opens_after_a_week_at_home_and_two_before_the_border()
    {
        FindsNothing(Domestic(), "2026-11-09 07:00");
        Finds(Domestic(), "2026-11-09 08:00", "Exception Stalled (Carrier): No scan for 7 days since it was accepted in Bonn; parcels here usually move within 7 days.");
        FindsNothing(Domestic().Says("2026-11-09 08:30 +01:00", Milestone.ArrivedSorting, "DE"), "2026-11-09 08:00");
        FindsNothing(Border(), "2026-11-15 00:00");
        Assert.Equal(FindingKind.Stalled, Assert.Single(Border().Inspect("2026-11-16 00:10").Findings).Kind);
    }

    [Fact]
    public void NeverHandedOver_opens_when_a_label_stays_a_label_and_the_first_scan_clears_it()
    {
        var history = new History("DE", "DE").Leg("dhl-unified", "00340434161094042557").Says("2026-11-02 08:00 +00:00", Milestone.PreAdvised);
        FindsNothing(history, "2026-11-05 07:59");
        Finds(history, "2026-11-05 08:00",
            "Exception NeverHandedOver (Seller): The label was made 3 days ago and the carrier has never scanned the parcel; it usually does within 3 days.");
        FindsNothing(history.Says("2026-11-05 08:00 +00:00", Milestone.Accepted, "DE"), "2026-11-05 09:00");
    }

    [Fact]
    public void HandoverGap_opens_when_nobody_takes_and_the_takers_scan_clears_it()
    {
        var history = new History().Leg("cainiao", role: First)
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Says("2026-11-08 12:00 -03:00", Milestone.HandedOver, "BR Curitiba")
            .Leg("correios", "NX123456785BR", LegRole.LastMile);
        FindsNothing(history, "2026-11-13 14:59");
        Finds(history, "2026-11-13 15:00",
            "Exception HandoverGap NX123456785BR (Carrier): cainiao handed the parcel over in Curitiba 5 days ago and correios has not scanned it yet; that usually takes up to 5 days.");
        FindsNothing(history.Says("2026-11-13 11:00 -03:00", Milestone.ArrivedSorting, "BR"), "2026-11-13 15:00");
    }

    [Fact]
    public void A_taker_that_we_cannot_ask_proves_no_gap() => FindsNothing(
        new History().Leg("cainiao", role: First)
            .Says("2026-11-08 12:00 -03:00", Milestone.HandedOver, "BR Curitiba")
            .Leg("correios", "NX123456785BR", LegRole.LastMile).Asking(leg => leg with { CanBeAsked = false }), "2026-11-13 15:00");

    [Fact]
    public void CustomsDelay_is_a_watch_when_presented_an_exception_when_held_and_closed_by_any_scan_beyond()
    {
        var presented = Arrived().Says("2026-11-08 09:00 -03:00", Milestone.CustomsPresented, "BR Curitiba");
        FindsNothing(presented, "2026-11-13 11:59");
        Finds(presented, "2026-11-13 12:00",
            "Watch CustomsDelay: Presented to customs in Curitiba 5 days ago and nothing told since; clearance usually takes up to 5 days.");
        var held = Arrived().Says("2026-11-08 09:00 -03:00", Milestone.CustomsHeld, "BR Curitiba");
        Finds(held, "2026-11-20 12:00", "Exception CustomsDelay (Customs): Held by customs in Curitiba for 12 days; clearance usually takes up to 5 days.");
        FindsNothing(held.Says("2026-11-20 08:00 -03:00", Milestone.ArrivedSorting, "BR Santos"), "2026-11-20 12:00");
        FindsNothing(presented.Says("2026-11-20 08:00 -03:00", Milestone.CustomsReleased, "BR Santos"), "2026-11-20 12:00");
    }

    [Fact]
    public void CustomsActionNeeded_names_who_must_act_and_a_release_clears_it()
    {
        var history = Arrived().Says("2026-11-08 09:00 -03:00", Milestone.CustomsHeld, "BR Curitiba", Reason.CustomsDuty);
        Finds(history, "2026-11-09 00:00", "Exception CustomsActionNeeded (Recipient): Customs in Curitiba waits for the recipient to pay duty or tax since 2026-11-08.");
        FindsNothing(history.Says("2026-11-10 09:00 -03:00", Milestone.CustomsReleased, "BR Curitiba"), "2026-11-11 00:00");
    }

    [Fact]
    public void Export_customs_that_wait_for_papers_are_done_when_the_parcel_leaves()
    {
        var history = Border().Says("2026-11-03 09:00 +08:00", Milestone.ExportHeld, "CN Shenzhen", Reason.CustomsPaper);
        Finds(history, "2026-11-04 00:00", "Exception CustomsActionNeeded (Seller): Customs in Shenzhen waits for papers from the seller since 2026-11-03.");
        FindsNothing(history.Says("2026-11-04 21:00 +08:00", Milestone.FlightDeparted, "CN Shenzhen"), "2026-11-05 00:00");
    }

    [Fact]
    public void An_import_that_was_ended_needs_the_seller() => Finds(
        Arrived().Says("2026-11-09 09:00 -03:00", Milestone.ImportTerminated, "BR Curitiba"), "2026-12-30 00:00",
        "Exception CustomsActionNeeded (Seller): Import was ended in Curitiba on 2026-11-09; the parcel will not be delivered.");

    [Fact]
    public void FlightMissed_is_cleared_by_the_next_departure()
    {
        var history = Border().Says("2026-11-04 21:00 +08:00", Milestone.FlightMissed, "CN Shenzhen");
        Finds(history, "2026-11-05 00:00", "Warning FlightMissed (Carrier): Missed its flight in Shenzhen on 2026-11-04 and has not left since.");
        FindsNothing(history.Says("2026-11-05 21:00 +08:00", Milestone.FlightDeparted, "CN Shenzhen"), "2026-11-06 00:00");
    }

    [Fact]
    public void AttemptFailed_stays_through_the_next_try_and_a_delivery_clears_it()
    {
        var history = Domestic().Says("2026-11-03 10:00 +01:00", Milestone.AttemptFailed, "DE Kiel", Reason.RecipientAbsent);
        Finds(history, "2026-11-03 12:00", "Warning AttemptFailed (Recipient): Delivery failed on 2026-11-03: nobody was there.");
        history.Says("2026-11-04 08:00 +01:00", Milestone.OutForDelivery, "DE Kiel").Says("2026-11-04 10:00 +01:00", Milestone.AttemptFailed, "DE Kiel", Reason.RecipientAbsent);
        Finds(history, "2026-11-04 12:00", "Exception AttemptFailed (Recipient): Delivery failed 2 times, last on 2026-11-04: nobody was there.");
        FindsNothing(history.Says("2026-11-05 10:00 +01:00", Milestone.Delivered, "DE Kiel"), "2026-11-05 12:00");
    }

    [Fact]
    public void AddressProblem_is_cleared_by_a_changed_address()
    {
        var history = Domestic().Says("2026-11-03 10:00 +01:00", Milestone.HeldAtDepot, "DE Kiel", Reason.RecipientAddress);
        Finds(history, "2026-11-03 12:00", "Exception AddressProblem (Recipient): The carrier cannot find or use the address, it said on 2026-11-03 in Kiel.");
        FindsNothing(history.Says("2026-11-04 10:00 +01:00", Milestone.AddressChanged), "2026-11-04 12:00");
    }

    [Fact]
    public void UnclaimedAtPickup_opens_after_five_days_and_collection_clears_it()
    {
        var history = Domestic().Says("2026-11-03 10:00 +01:00", Milestone.AtPickupPoint, "DE Kiel");
        FindsNothing(history, "2026-11-08 08:59");
        Finds(history, "2026-11-08 09:00",
            "Exception UnclaimedAtPickup (Recipient): Waiting to be collected in Kiel for 5 days; most are collected within 5 days, then they go back.");
        FindsNothing(history.Says("2026-11-08 10:00 +01:00", Milestone.Delivered, "DE Kiel"), "2026-11-08 12:00");
    }

    [Fact]
    public void GoingBack_is_an_exception_on_the_way_and_a_warning_once_there_and_is_cleared_when_sent_on_after_all()
    {
        var history = Arrived().Says("2026-11-09 10:00 -03:00", Milestone.Returning, "BR Curitiba");
        Finds(history, "2026-11-09 14:00", "Exception GoingBack (Seller): On its way back to the sender since 2026-11-09.");
        Finds(Arrived().Says("2026-11-09 22:45 -03:00", Milestone.Returning, "BR Curitiba"), "2026-11-10 14:00", "Exception GoingBack (Seller): On its way back to the sender since 2026-11-09.");
        FindsNothing(Arrived().Says("2026-11-09 10:00 -03:00", Milestone.Returning, "BR Curitiba").Says("2026-11-10 10:00 -03:00", Milestone.OutForDelivery, "BR Curitiba"), "2026-11-10 14:00");
        history.Says("2026-11-20 10:00 +08:00", Milestone.Returned, "CN");
        Finds(history, "2026-12-30 00:00", "Warning GoingBack (Seller): Back at the sender since 2026-11-20.");
    }

    [Fact]
    public void DeclaredLost_comes_first_and_a_find_clears_it()
    {
        var history = Domestic().Says("2026-11-06 10:00 +01:00", Milestone.Lost);
        Finds(history, "2026-11-30 00:00", "Critical DeclaredLost (Seller): dhl-unified declared the parcel lost on 2026-11-06.");
        FindsNothing(history.Says("2026-11-30 00:00 +01:00", Milestone.ArrivedSorting, "DE", received: "2026-11-30 00:00"), "2026-11-30 00:00");
    }

    [Fact]
    public void DeclaredDamaged_is_cleared_by_the_end()
    {
        var history = Domestic().Says("2026-11-06 10:00 +01:00", Milestone.Damaged, "DE Kiel");
        Finds(history, "2026-11-30 00:00", "Exception DeclaredDamaged (Carrier): dhl-unified said on 2026-11-06 in Kiel that the parcel is damaged.");
        FindsNothing(history.Says("2026-11-07 10:00 +01:00", Milestone.Delivered, "DE Kiel"), "2026-11-30 00:00");
    }

    [Fact]
    public void DeliveredElsewhere_compares_countries_and_postcodes_where_both_were_said()
    {
        var history = Arrived().Says("2026-11-12 10:00 -03:00", Milestone.Delivered, "AR Buenos Aires");
        Finds(history, "2026-11-13 00:00", "Critical DeliveredElsewhere (Carrier): Delivered in Argentina, but the order goes to Brazil.");
        FindsNothing(history.Parcel(parcel => parcel with { Destination = "AR" }), "2026-11-13 00:00");

        var near = Domestic().Says("2026-11-03 10:00 +01:00", Milestone.Delivered, "DE Kiel").Parcel(parcel => parcel with { DestinationPostcode = "24103" });
        FindsNothing(near, "2026-11-04 00:00");
        Finds(near.Summary("dhl-unified", proof: new() { Postcode = "20095" }), "2026-11-04 00:00", "Exception DeliveredElsewhere (Carrier): Delivered at another postcode than the order's.");
        FindsNothing(near.Parcel(parcel => parcel with { DestinationPostcode = "20095" }), "2026-11-04 00:00");
    }

    [Fact]
    public void MissedEdd_opens_when_the_day_is_over_at_the_destination_and_delivery_clears_it()
    {
        var history = Domestic().Summary("dhl-unified", new(new(2026, 11, 3), new(2026, 11, 4)));
        FindsNothing(history, "2026-11-04 22:59");
        Finds(history, "2026-11-04 23:00", "Warning MissedEdd (Carrier): dhl-unified estimated delivery by 2026-11-04; it is 1 day over that and not delivered.");
        FindsNothing(history.Says("2026-11-05 10:00 +01:00", Milestone.Delivered, "DE"), "2026-11-06 00:00");
        Finds(Domestic().Parcel(parcel => parcel with { PromisedBy = new(2026, 11, 3) }), "2026-11-05 00:00",
            "Warning MissedEdd (Carrier): The shop promised delivery by 2026-11-03; it is 2 days over that and not delivered.");
    }

    [Fact]
    public void NotFound_opens_when_no_leg_is_known_for_longer_than_usual_and_any_word_clears_it()
    {
        var history = new History("DE", "DE").Leg("dhl-unified", "00340434161094042557").Asking(leg => leg with { NotFoundSince = History.At("2026-11-01 00:00") });
        FindsNothing(history, "2026-11-03 23:59");
        Finds(history, "2026-11-04 00:00",
            "Exception NotFound (Seller): dhl-unified has not known the number for 3 days; a new label is usually known within 3 days.");
        FindsNothing(history.Asking(leg => leg with { NotFoundSince = null }), "2026-11-04 00:00");
        Assert.Equal("", history.Leg("gls", "ABCD1234").Inspect("2026-11-20 00:00").Text());
    }

    [Fact]
    public void WrongNumber_is_a_refused_form_an_older_scan_or_another_country()
    {
        var refused = Domestic().Asking(leg => leg with { Refusal = "the number must have 12 digits" });
        Finds(refused, "2026-11-02 12:00", "Exception WrongNumber 00340434161094042557 (Seller): dhl-unified refuses the number: the number must have 12 digits");
        FindsNothing(refused.Asking(leg => leg with { Refusal = null }), "2026-11-02 12:00");

        var older = Domestic().Parcel(parcel => parcel with { OrderedAt = History.At("2026-11-06 08:00") });
        Finds(older, "2026-11-06 09:00", "Exception WrongNumber 00340434161094042557 (Seller): Scans under this number are 4 days older than the order: it was another parcel's.");
        FindsNothing(Domestic().Parcel(parcel => parcel with { OrderedAt = History.At("2026-11-05 07:00") }), "2026-11-05 09:00");

        var abroad = Arrived().Says("2026-11-12 10:00 -03:00", Milestone.OutForDelivery, "AR Buenos Aires");
        Finds(abroad, "2026-11-12 15:00", "Exception WrongNumber LP00123456789012 (Seller): Being delivered in Argentina, but the order goes to Brazil.");
    }

    [Fact]
    public void Contradiction_is_a_delivered_parcel_that_moves_and_a_second_delivery_settles_it()
    {
        var history = Domestic().Says("2026-11-03 10:00 +01:00", Milestone.Delivered, "DE Kiel").Says("2026-11-06 10:00 +01:00", Milestone.ArrivedSorting, "DE Köln");
        Finds(history, "2026-11-06 12:00", "Exception Contradiction (Carrier): Told delivered on 2026-11-03 in Kiel, and scanned again on 2026-11-06 in Köln.");
        FindsNothing(history.Says("2026-11-07 10:00 +01:00", Milestone.Delivered, "DE Kiel"), "2026-11-07 12:00");
    }

    [Fact]
    public void Deliveries_in_two_towns_contradict_each_other() => Finds(
        Domestic().Says("2026-11-03 10:00 +01:00", Milestone.Delivered, "DE Kiel").Says("2026-11-03 15:00 +01:00", Milestone.Delivered, "DE Köln"), "2026-11-06 12:00",
        "Warning Contradiction (Carrier): Told delivered twice: on 2026-11-03 in Kiel and on 2026-11-03 in Köln.");

    [Fact]
    public void CarrierSilent_mutes_the_gaps_of_its_leg_and_is_itself_an_exception_after_three_days()
    {
        var history = Arrived().Asking(leg => leg with { LastAnsweredAt = History.At("2026-11-17 00:00") }).Silent("cainiao", "2026-11-17 00:00");
        Finds(history, "2026-11-19 00:00", "Watch CarrierSilent LP00123456789012 (Carrier): cainiao has not answered since 2026-11-17; where the parcel is meanwhile is not known.");
        Finds(history, "2026-11-20 00:00", "Exception CarrierSilent LP00123456789012 (Carrier): cainiao has not answered since 2026-11-17; where the parcel is meanwhile is not known.");
        Assert.Equal(FindingKind.LostAtDestination,
            Assert.Single(history.Asking(leg => leg with { LastAnsweredAt = History.At("2026-11-19 00:00") }).Inspect("2026-11-20 00:00").Findings).Kind);
    }

    [Fact]
    public void A_gap_that_was_open_when_the_carrier_fell_silent_stays_open_and_grows_no_graver() => Assert.Equal(
        ["Exception LostAtDestination", "Exception CarrierSilent"],
        Arrived().Silent("cainiao", "2026-11-20 00:00").Inspect("2027-01-20 00:00").Findings.OrderBy(finding => finding.Kind).Select(finding => $"{finding.Severity} {finding.Kind}"));

    [Fact]
    public void A_silent_first_carrier_is_nothing_to_a_parcel_that_the_next_one_has() => FindsNothing(
        new History().Leg("cainiao", role: First)
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN")
            .Leg("correios", "NX123456785BR", LegRole.LastMile)
            .Says("2026-11-10 08:10 -03:00", Milestone.ArrivedSorting, "BR").Silent("cainiao", "2026-11-03 00:00"), "2026-11-12 00:00");

    [Fact]
    public void What_is_delivered_returned_or_stopped_has_no_gaps()
    {
        FindsNothing(Arrived().Summary("cainiao", new(new(2026, 11, 9), new(2026, 11, 9))).Silent("cainiao", "2026-11-13 00:00")
            .Says("2026-11-12 10:00 -03:00", Milestone.Delivered, "BR"), "2027-03-01 00:00");
        FindsNothing(Domestic().Says("2026-11-03 10:00 +01:00", Milestone.Cancelled), "2027-03-01 00:00");
    }

    [Fact]
    public void A_delivery_only_hinted_at_does_not_clear_a_gap() => Assert.Equal(FindingKind.LostAtDestination,
        Assert.Single(Arrived().Says("2026-11-12 10:00 -03:00", Milestone.Delivered, "BR", trust: Trust.Hint).Inspect("2026-11-19 00:00").Findings).Kind);

    [Fact]
    public void The_next_inspection_is_when_silence_next_changes_something()
    {
        Assert.Equal(History.At("2026-11-18 06:00"), Arrived().Inspect("2026-11-08 07:00").InspectAt);
        Assert.Equal(History.At("2026-12-08 06:00"), Arrived().Inspect("2026-11-18 06:00").InspectAt);
        Assert.Null(Arrived().Says("2026-11-12 10:00 -03:00", Milestone.Delivered, "BR").Inspect("2026-11-12 15:00").InspectAt);
    }

    [Fact]
    public void Nothing_changes_by_silence_before_the_next_inspection_and_something_does_at_it() =>
        Gen.Select(GenHistory.Statements, Gen.Int[0, 60 * 24], Gen.Int[0, 9], Gen.Double[0, 1]).Sample((said, hours, shape, part) =>
        {
            var now = GenHistory.Start + Duration.FromHours(hours);
            var situation = new Situation
            {
                Parcel = new()
                {
                    Id = 1, RegisteredAt = GenHistory.Start, OrderedAt = GenHistory.Start, Origin = "CN", Destination = "BR",
                    PromisedBy = shape % 2 == 0 ? new LocalDate(2026, 11, 20) : null,
                },
                Legs =
                [
                    .. GenHistory.Legs.Select(leg => new LegState
                    {
                        Leg = leg, CanBeAsked = shape != 3, NotFoundSince = shape > 6 ? GenHistory.Start : null, LastAnsweredAt = GenHistory.Start,
                    }),
                ],
                Timeline = Timeline.Of(GenHistory.Lane, GenHistory.Legs, said, [], []),
                Silent = shape == 1 ? new Dictionary<CarrierId, Instant> { [new("correios")] = Instant.Min(now, GenHistory.Start + Duration.FromDays(9)) } : [],
                Norms = LaneNorms.Default,
                Now = now,
            };
            var result = Inspection.Of(situation);
            if (result.InspectAt is not { } at)
            {
                Assert.Equal(Shape(result), Shape(Inspection.Of(situation with { Now = now + Duration.FromDays(400) * part })));
                return;
            }
            Assert.True(at > now);
            var before = now + (at - now) * part;
            Assert.Equal(Shape(result), Shape(Inspection.Of(situation with { Now = before < at ? before : at - Duration.Epsilon })));
            Assert.Equal(Shape(result), Shape(Inspection.Of(situation with { Now = at - Duration.Epsilon })));
            Assert.NotEqual(Shape(result), Shape(Inspection.Of(situation with { Now = at })));
        }, iter: 2000);

    [Fact]
    public void No_kind_is_found_twice_for_one_subject() =>
        GenHistory.Statements.Sample(said =>
        {
            var findings = Inspection.Of(new()
            {
                Parcel = new() { Id = 1, RegisteredAt = GenHistory.Start, OrderedAt = GenHistory.Start + Duration.FromDays(9), Destination = "BR" },
                Legs = [.. GenHistory.Legs.Select(leg => new LegState { Leg = leg, CanBeAsked = true, Refusal = "no" })],
                Timeline = Timeline.Of(GenHistory.Lane, GenHistory.Legs, said, [], []),
                Silent = new Dictionary<CarrierId, Instant>(),
                Norms = LaneNorms.Default,
                Now = GenHistory.Start + Duration.FromDays(40),
            }).Findings;
            Assert.Equal(findings.Count, findings.DistinctBy(finding => (finding.Kind, finding.Subject)).Count());
        }, iter: 500);

    private static string Shape(InspectionResult result) =>
        string.Join('\n', result.Findings.Select(finding => $"{finding.Kind} {finding.Subject} {finding.Severity}"));
}
