using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tracking.Carriers;
using Tracking.Carriers.Seventeentrack;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class SeventeentrackTests
{
    private static readonly SeventeentrackCarrier Carrier = new();
    private static readonly Account Account = new()
    {
        Carrier = SeventeentrackCarrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["ApiKey"] = "abc123" },
        PushSecrets = [new PushSecret("abc123")],
    };

    [Fact]
    public async Task Numbers_are_announced_and_asked_with_the_key_in_a_header()
    {
        var batch = new AskBatch(Account, [new(TrackingNumber.Get("LX900000040CN")), new(TrackingNumber.Get("RX900000053BR"))]);

        foreach (var (request, path) in new[] { (Carrier.Ask(batch), "track/v2.4/gettrackinfo"), (Carrier.Enrol(batch), "track/v2.4/register") })
        {
            Assert.Equal((HttpMethod.Post, path), (request.Method, request.RequestUri!.OriginalString));
            Assert.Equal("abc123", Assert.Single(request!.Headers.GetValues("17token")));
            Assert.Equal("""[{"number":"LX900000040CN"},{"number":"RX900000053BR"}]""", await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void A_push_is_evidence_once_its_hash_proves_it()
    {
        var push = Carrier.Profile.Push!;
        var body = Fixture.All.Single(fixture => fixture.Name == "seventeentrack/two_carriers_delivered.push.json").Wire.Body.ToArray();
        var sign = Convert.ToHexStringLower(SHA256.HashData([.. body, .. "/abc123"u8]));

        Assert.Equal((Trust.Evidence, 200), (push.Trust, push.Status));
        Assert.Null(push.Proof.Refuse(name => name == "sign" ? sign : null, body, Account, Fixture.ReceivedAt));
        body[^3] ^= 1;
        Assert.NotNull(push.Proof.Refuse(name => name == "sign" ? sign : null, body, Account, Fixture.ReceivedAt));
    }

    [Fact]
    public void Its_parts_are_read_alike_inside_track_info_and_beside_it()
    {
        var inside = JsonNode.Parse(Fixture.All.Single(fixture => fixture.Name == "seventeentrack/two_carriers_delivered.push.json").Wire.Body.Span)!;
        var expected = Fixture.Render(Read(inside));
        var beside = inside.DeepClone();
        var (data, info) = (beside["data"]!.AsObject(), beside["data"]!["track_info"]!.AsObject());
        foreach (var part in info.Select(entry => entry.Key).Where(key => key != "shipping_info").ToList())
        {
            var moved = info[part]?.DeepClone();
            info.Remove(part);
            data[part] = moved;
            Assert.Equal(expected, Fixture.Render(Read(beside)));
        }
        var recipient = info["shipping_info"]!["recipient_address"]!.DeepClone();
        info["shipping_info"]!.AsObject().Remove("recipient_address");
        info["recipient_address"] = recipient;
        Assert.Equal(expected, Fixture.Render(Read(beside)));
    }

    [Fact]
    public void Every_status_sub_status_and_stage_has_a_row()
    {
        foreach (var code in ("NotFound InfoReceived InTransit Expired AvailableForPickup OutForDelivery DeliveryFailure Delivered Exception PickedUp Departure Arrival Returning Returned "
            + "NotFound_Other NotFound_InvalidCode InTransit_PickedUp InTransit_Other InTransit_Departure InTransit_Arrival InTransit_CustomsProcessing InTransit_CustomsReleased "
            + "InTransit_CustomsRequiringInformation Expired_Other AvailableForPickup_Other OutForDelivery_Other DeliveryFailure_Other DeliveryFailure_NoBody DeliveryFailure_Security "
            + "DeliveryFailure_Rejected DeliveryFailure_InvalidAddress Delivered_Other Exception_Other Exception_Returning Exception_Returned Exception_NoBody Exception_Security "
            + "Exception_Damage Exception_Rejected Exception_Delayed Exception_Lost Exception_Destroyed Exception_Cancel").Split(' '))
            Assert.True(Carrier.Codes.Find(code) is not null, code);
    }

    [Theory]
    [InlineData(-18019902, NumberOutcome.Inconclusive)]
    [InlineData(-18019909, NumberOutcome.NotFound)]
    [InlineData(-18019903, NumberOutcome.NotFound)]
    [InlineData(-18010012, NumberOutcome.Refused)]
    [InlineData(-18010019, NumberOutcome.Refused)]
    [InlineData(-18010020, NumberOutcome.Refused)]
    [InlineData(-18019911, NumberOutcome.Refused)]
    [InlineData(-18019908, NumberOutcome.Inconclusive)]
    [InlineData(-18010003, NumberOutcome.Inconclusive)]
    [InlineData(-1, NumberOutcome.Inconclusive)]
    public void A_rejected_number_ends_by_what_is_to_do_next(int code, NumberOutcome outcome)
    {
        var reply = Read(JsonNode.Parse($$$"""{"code":0,"data":{"accepted":[],"rejected":[{"number":"LX900000040CN","error":{"code":{{{code}}},"message":"why"}}]}}""")!);

        Assert.Equal(outcome, Assert.Single(Assert.IsType<CarrierReply.Answered>(reply).Results).Outcome);
    }

    [Theory]
    [InlineData(-18010001, typeof(CarrierReply.Refused))]
    [InlineData(-18010002, typeof(CarrierReply.Refused))]
    [InlineData(-18010004, typeof(CarrierReply.Refused))]
    [InlineData(-18010003, typeof(CarrierReply.Unreachable))]
    [InlineData(-18019908, typeof(CarrierReply.Throttled))]
    [InlineData(-18010014, typeof(CarrierReply.Answered))]
    public void A_call_that_failed_as_a_whole_ends_by_what_is_to_do_next(int code, Type reply) =>
        Assert.IsType(reply, Read(JsonNode.Parse($$$"""{"code":{{{code}}},"data":{"errors":[{"code":{{{code}}},"message":"why"}]}}""")!));

    [Fact]
    public void A_number_that_the_answer_leaves_out_is_inconclusive()
    {
        var asked = TrackingNumber.Get("RX900000067BR");
        var fixture = Fixture.All.Single(fixture => fixture.Name == "seventeentrack/two_carriers_delivered.push.json");
        var item = JsonNode.Parse(fixture.Wire.Body.Span)!["data"]!.DeepClone();

        var answered = Assert.IsType<CarrierReply.Answered>(Read(new JsonObject { ["code"] = 0, ["data"] = new JsonObject { ["accepted"] = new JsonArray(item), ["rejected"] = new JsonArray() } }, asked));

        Assert.Equal([NumberOutcome.Tracked, NumberOutcome.Inconclusive], answered.Results.Select(result => result.Outcome));
        Assert.Equal(asked, answered.Results[1].Number);
    }

    [Fact]
    public void An_estimate_of_its_own_is_not_shown_as_the_carriers()
    {
        var push = JsonNode.Parse(Fixture.All.Single(fixture => fixture.Name == "seventeentrack/two_carriers_delivered.push.json").Wire.Body.Span)!;
        Assert.NotNull(Assert.Single(Assert.IsType<CarrierReply.Answered>(Read(push)).Results).Snapshot!.Edd);

        push["data"]!["track_info"]!["time_metrics"]!["estimated_delivery_date"]!["source"] = "17TRACK";

        Assert.Null(Assert.Single(Assert.IsType<CarrierReply.Answered>(Read(push)).Results).Snapshot!.Edd);
    }

    private static CarrierReply Read(JsonNode body, params TrackingNumber[] asked) => Carrier.Read(new Wire
    {
        Carrier = SeventeentrackCarrier.Id,
        Kind = body["event"] is null ? WireKind.Poll : WireKind.Push,
        ReceivedAt = Fixture.ReceivedAt,
        Asked = asked,
        Body = Encoding.UTF8.GetBytes(body.ToJsonString()),
    });
}
