using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.SfExpress;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class SfExpressTests
{
    private static readonly SfExpressCarrier Carrier = new();
    private static readonly Account Account = new()
    {
        Carrier = SfExpressCarrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["PartnerId"] = "PARTNER", ["Checkword"] = "CHECK" },
        PushSecrets = [new PushSecret("CHECK")],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void The_known_digest_of_a_message() =>
        Assert.Equal("sn4aPvSu5i+N0ASUkifuug==", Convert.ToBase64String(SfDigest.Of("""{"trackingType":1,"trackingNumber":["SF0000000000000"]}""", "1700000000000", "CHECK")));

    [Fact]
    public void Blanks_stars_and_brackets_are_digested_as_Java_writes_them() =>
        Assert.Equal(
            Convert.ToBase64String(System.Security.Cryptography.MD5.HashData("a+b*%28c%29%21%7E%27%E4%B8%AD1700000000000CHECK"u8)),
            Convert.ToBase64String(SfDigest.Of("a b*(c)!~'中", "1700000000000", "CHECK")));

    [Fact]
    public async Task Several_numbers_are_asked_in_one_signed_form_with_the_tail_of_each_telephone()
    {
        var batch = new AskBatch(Account, [new(TrackingNumber.Get("SF9000000000018"), PhoneTail: "0001"), new(TrackingNumber.Get("SF9000000000026"), PhoneTail: "0002")], At: Instant.FromUnixTimeMilliseconds(1_700_000_000_000));
        var request = Carrier.Ask(batch);
        var body = await request.Content!.ReadAsByteArrayAsync(Ct);
        var message = FormFields.Find(body, "msgData")!;

        Assert.Equal("std/service", request.RequestUri!.OriginalString);
        Assert.Equal(("PARTNER", "EXP_RECE_SEARCH_ROUTES", "1700000000000"), (FormFields.Find(body, "partnerID"), FormFields.Find(body, "serviceCode"), FormFields.Find(body, "timestamp")));
        Assert.Equal("0001,0002", (string?)JsonNode.Parse(message)!["checkPhoneNo"]);
        Assert.Equal(Convert.ToBase64String(SfDigest.Of(message, "1700000000000", "CHECK")), FormFields.Find(body, "msgDigest"));
        Assert.Null(Carrier.Profile.Push!.Proof.Refuse(_ => null, body, Account, batch.At));
        Assert.Equal(AskField.PhoneTail, Assert.Single(Carrier.Profile.Wants));
        Assert.Equal("EXP_RECE_REGISTER_ROUTE", FormFields.Find(await Carrier.Enrol(batch with { PushAddress = new("https://track.example.test/push/sf-express") })!.Content!.ReadAsByteArrayAsync(Ct), "serviceCode"));
        Assert.Null(Carrier.Enrol(batch));
    }

    [Fact]
    public void A_result_longer_than_any_wording_is_read_whole()
    {
        var routes = Enumerable.Range(0, 500).Select(i => $$"""{"acceptTime":"2026-11-{{i / 24 % 20 + 1:00}} {{i % 24:00}}:{{i % 60:00}}:{{i / 60:00}}","acceptAddress":"深圳","opCode":"30","remark":"快件离开"}""");
        var inner = $$$"""{"success":true,"msgData":{"routeResps":[{"mailNo":"SF9000000000018","routes":[{{{string.Join(',', routes)}}}]}]}}""";
        var reply = Read(new JsonObject { ["apiResultCode"] = "A1000", ["apiResultData"] = inner }.ToJsonString());
        Assert.Equal(500, Assert.Single(Assert.IsType<CarrierReply.Answered>(reply).Results).Events.Count);
    }

    [Theory]
    [InlineData("101", "50", Milestone.Accepted)]
    [InlineData("101", "54", Milestone.Accepted)]
    [InlineData("201", "30", Milestone.DepartedSorting)]
    [InlineData("201", "31", Milestone.ArrivedSorting)]
    [InlineData("201", "36", Milestone.DepartedSorting)]
    [InlineData("201", "105", Milestone.FlightDeparted)]
    [InlineData("201", "106", Milestone.FlightArrived)]
    [InlineData("201", "310", Milestone.ArrivedSorting)]
    [InlineData("204", "31", Milestone.CustomsPresented)]
    [InlineData("205", "31", Milestone.CustomsReleased)]
    [InlineData("301", "x", Milestone.OutForDelivery)]
    [InlineData("1301", "70", Milestone.AttemptFailed)]
    [InlineData("401", "80", Milestone.Delivered)]
    [InlineData("999", "x", null)]
    public void Customs_are_told_by_the_first_status_and_all_else_by_the_operation(string first, string operation, Milestone? milestone)
    {
        var reply = Read($$$$"""{"success":true,"msgData":{"routeResps":[{"mailNo":"SF9000000000018","routes":[{"acceptTime":"2026-11-20 10:00:00","opCode":"{{{{operation}}}}","firstStatusCode":"{{{{first}}}}","remark":"words"}]}]}}""");
        Assert.Equal(milestone, Assert.Single(Assert.Single(Assert.IsType<CarrierReply.Answered>(reply).Results).Events).Read.Milestone);
    }

    private static CarrierReply Read(string body) =>
        Carrier.Read(new Wire { Carrier = SfExpressCarrier.Id, Kind = WireKind.Poll, ReceivedAt = Fixture.ReceivedAt, Body = Encoding.UTF8.GetBytes(body) });
}
