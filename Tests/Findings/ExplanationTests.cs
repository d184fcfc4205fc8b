using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Findings;

/// <summary>Every finding, and every parcel without one, can be asked why: the answers, word for word.</summary>
public sealed class ExplanationTests
{
    private static History Accepted() => new History().Leg("cainiao").Parcel(parcel => parcel with { Value = 80, Currency = "EUR" })
        .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen");

    private static History Exported() => Accepted().Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen");

    private static History Arrived() => Exported().Says("2026-11-08 03:00 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba");

    private static History OutForDelivery() => Arrived().Says("2026-11-11 08:00 -03:00", Milestone.OutForDelivery, "BR Curitiba");

    private static History Label() => new History().Leg("cainiao").Parcel(parcel => parcel with { Value = 80, Currency = "EUR" }).Says("2026-11-02 08:00 +08:00", Milestone.PreAdvised);

    private static (History History, string Now) Of(FindingKind kind) => kind switch
    {
        FindingKind.NeverHandedOver => (Label(), "2026-11-13 12:00"),
        FindingKind.Stalled => (Accepted(), "2026-11-13 12:00"),
        FindingKind.LostInLineHaul => (Exported(), "2026-11-16 12:00"),
        FindingKind.LostAtDestination => (Arrived(), "2026-11-18 12:00"),
        FindingKind.HandoverGap => (Arrived().Says("2026-11-09 12:00 -03:00", Milestone.HandedOver, "BR Curitiba").Leg("correios", "NX123456785BR", LegRole.LastMile), "2026-11-19 15:00"),
        FindingKind.CustomsDelay => (Arrived().Says("2026-11-09 09:00 -03:00", Milestone.CustomsHeld, "BR Curitiba", Reason.CustomsPaper), "2026-11-19 12:00"),
        FindingKind.CustomsActionNeeded => (Arrived().Says("2026-11-09 09:00 -03:00", Milestone.CustomsHeld, "BR Curitiba", Reason.CustomsIdentity), "2026-11-10 12:00"),
        FindingKind.FlightMissed => (Accepted().Says("2026-11-04 21:00 +08:00", Milestone.FlightMissed, "CN Shenzhen").Parcel(parcel => parcel with { PromisedBy = new(2026, 11, 9) }), "2026-11-05 00:00"),
        FindingKind.AttemptFailed => (OutForDelivery().Says("2026-11-11 15:00 -03:00", Milestone.AttemptFailed, "BR Curitiba", Reason.RecipientAbsent), "2026-11-12 12:00"),
        FindingKind.AddressProblem => (Arrived().Says("2026-11-11 15:00 -03:00", Milestone.HeldAtDepot, "BR Curitiba", Reason.RecipientAddress), "2026-11-12 12:00"),
        FindingKind.UnclaimedAtPickup => (Arrived().Says("2026-11-11 15:00 -03:00", Milestone.AtPickupPoint, "BR Curitiba"), "2026-11-17 12:00"),
        FindingKind.GoingBack => (Arrived().Says("2026-11-11 15:00 -03:00", Milestone.Returning, "BR Curitiba"), "2026-11-12 12:00"),
        FindingKind.DeclaredLost => (Arrived().Says("2026-11-20 15:00 -03:00", Milestone.Lost), "2026-11-21 12:00"),
        FindingKind.DeclaredDamaged => (Arrived().Says("2026-11-11 15:00 -03:00", Milestone.Damaged, "BR Curitiba"), "2026-11-12 12:00"),
        FindingKind.DeliveredElsewhere => (Arrived().Says("2026-11-12 10:00 -03:00", Milestone.Delivered, "AR Buenos Aires"), "2026-11-13 00:00"),
        FindingKind.MissedEdd => (OutForDelivery().Summary("cainiao", new(new(2026, 11, 9), new(2026, 11, 10))), "2026-11-12 00:00"),
        FindingKind.NotFound => (new History().Leg("cainiao").Asking(leg => leg with { NotFoundSince = History.At("2026-11-01 00:00") }), "2026-11-07 00:00"),
        FindingKind.WrongNumber => (Arrived().Says("2026-11-12 10:00 -03:00", Milestone.OutForDelivery, "AR Buenos Aires"), "2026-11-12 15:00"),
        FindingKind.ReusedNumber => (new History().Leg("cainiao").Parcel(parcel => parcel with { OrderedAt = History.At("2026-11-01 00:00") })
            .Says("2025-03-02 10:00 -03:00", Milestone.Delivered, "BR Curitiba"), "2026-11-02 00:00"),
        FindingKind.Contradiction => (Arrived().Says("2026-11-12 10:00 -03:00", Milestone.Delivered, "BR Curitiba").Says("2026-11-16 10:00 -03:00", Milestone.ArrivedSorting, "BR Curitiba"), "2026-11-16 15:00"),
        FindingKind.CarrierSilent => (Arrived().Silent("cainiao", "2026-11-10 00:00"), "2026-11-14 00:00"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no golden explanation"),
    };

    public static TheoryData<FindingKind> Kinds => [.. Enum.GetValues<FindingKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_explanation_of_every_finding_is_told(FindingKind kind)
    {
        var (history, now) = Of(kind);
        var finding = history.Learned(GivenLanes.Usual()).Inspect(now).Findings.First(one => one.Kind == kind);
        Golden.Holds($"Findings/golden/{kind}.txt", $"{finding.Text()}\n\n{Text(Explained.Of(finding))}");
    }

    [Fact]
    public void Before_anything_is_learned_the_built_in_threshold_is_named() => Golden.Holds("Findings/golden/default.txt",
        Text(Explained.Of(Assert.Single(Arrived().Inspect("2026-11-20 12:00").Findings))));

    [Fact]
    public void A_parcel_that_is_no_exception_says_what_each_rule_waits_for_and_when_it_will_speak() => Golden.Holds("Findings/golden/why-not.txt",
        Text(Inspection.WhyNot(Arrived().Learned(GivenLanes.Usual()).Parcel(parcel => parcel with { PromisedBy = new(2026, 11, 20) }).Situation(History.At("2026-11-09 12:00")))));

    [Fact]
    public void A_parcel_whose_carrier_does_not_answer_says_that_silence_proves_nothing() => Golden.Holds("Findings/golden/why-not-muted.txt",
        Text(Inspection.WhyNot(Arrived().Learned(GivenLanes.Usual()).Silent("cainiao", "2026-11-08 12:00").Situation(History.At("2026-11-20 12:00")))));

    [Fact]
    public void What_its_buyer_says_is_not_put_in_the_carriers_mouth()
    {
        var history = Arrived().Says("2026-11-12 10:00 -03:00", Milestone.Delivered, "BR Curitiba").Parcel(parcel => parcel with { NotArrivedAt = History.At("2026-11-14 09:00") });
        var finding = Assert.Single(history.Inspect("2026-11-14 10:00").Findings);
        Assert.Equal("Told delivered on 2026-11-12 in Curitiba; its buyer says that it has not arrived.", finding.Sentence);
        Assert.Contains(new("How unusual", "told by the recipient, not inferred from silence"), Explained.Of(finding));
    }

    [Fact]
    public void A_delivered_parcel_awaits_nothing()
    {
        var why = Inspection.WhyNot(Arrived().Says("2026-11-12 10:00 -03:00", Milestone.Delivered, "BR Curitiba").Situation(History.At("2026-11-30 12:00")));
        Assert.Equal("It is over: nothing more is awaited.", why.Sentence);
        Assert.Empty(why.Awaited);
    }

    [Fact]
    public void When_it_says_it_will_speak_it_does()
    {
        foreach (var history in new[] { Label(), Accepted(), Exported(), Arrived(), Arrived().Says("2026-11-09 09:00 -03:00", Milestone.CustomsHeld, "BR Curitiba") })
        {
            var situation = history.Learned(GivenLanes.Usual()).Situation(History.At("2026-11-09 13:00"));
            var awaited = Inspection.WhyNot(situation).Awaited;
            Assert.NotEmpty(awaited);
            foreach (var one in awaited)
            {
                Assert.DoesNotContain(Inspection.Of(situation with { Now = one.Speaks.At - Duration.Epsilon }).Findings, finding => finding.Kind == one.Kind);
                Assert.Contains(Inspection.Of(situation with { Now = one.Speaks.At }).Findings, finding => finding.Kind == one.Kind && finding.Severity == one.Speaks.Severity);
            }
        }
    }

    private static string Text(IEnumerable<Explained> lines) => string.Join('\n', lines.Select(line => $"{line.Topic}: {line.Text}"));

    private static string Text(WhyNot why) => why.Sentence + string.Concat(why.Awaited.Select(one => $"\n\n{one.Kind}\n{Text(Explained.Of(one))}"));
}
