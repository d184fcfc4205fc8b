using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.Kuaidi100;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class Kuaidi100Tests
{
    private static readonly Kuaidi100Carrier Carrier = new();
    private static readonly Account Account = new()
    {
        Carrier = Kuaidi100Carrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Customer"] = "CUST", ["Key"] = "KEY" },
        PushSecrets = [new PushSecret("saltsaltsaltsaltsaltsaltsaltsalt")],
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_is_asked_in_a_form_whose_field_is_signed_with_key_and_customer()
    {
        var body = await Carrier.Ask(new AskBatch(Account, [new(TrackingNumber.Get("SF0000000000000"), PhoneTail: "0000", Carrier: new("sf-express"))])).Content!.ReadAsByteArrayAsync(Ct);
        var param = FormFields.Find(body, "param")!;

        Assert.Equal("""{"com":"shunfeng","num":"SF0000000000000","phone":"0000","resultv2":"4","show":"0","order":"desc"}""", param);
        Assert.Equal("CUST", FormFields.Find(body, "customer"));
        Assert.Equal(Convert.ToHexString(FormDigest.Of("KEYCUST", Encoding.UTF8.GetBytes(param))), FormFields.Find(body, "sign"));
    }

    [Fact]
    public void The_known_digest_of_a_question_and_of_a_push()
    {
        var param = """{"com":"shunfeng","num":"SF0000000000000"}"""u8;

        Assert.Equal("5964218FEF44D66E65B92867E313AE03", Convert.ToHexString(FormDigest.Of("KEYCUST", param)));
        var push = $"sign=A80C6A72CDFED8CFDE150A66C787013C&param={WebUtility.UrlEncode("""{"com":"shunfeng","num":"SF0000000000000"}""")}";
        Assert.Null(Carrier.Profile.Push!.Proof.Refuse(_ => null, Encoding.UTF8.GetBytes(push), Account, Fixture.ReceivedAt));
        Assert.NotNull(Carrier.Profile.Push.Proof.Refuse(_ => null, Encoding.UTF8.GetBytes(push.Replace("shunfeng", "shunfenh", StringComparison.Ordinal)), Account, Fixture.ReceivedAt));
    }

    [Fact]
    public void A_push_is_only_a_hint_and_is_answered_in_its_own_words()
    {
        var push = Carrier.Profile.Push!;
        Assert.Equal((Trust.Hint, 200, """{"result":true,"returnCode":"200","message":"成功"}"""), (push.Trust, push.Status, push.Body));
    }

    [Fact]
    public async Task A_subscription_names_our_address_and_the_salt_that_proves_its_pushes()
    {
        var batch = new AskBatch(Account, [new(TrackingNumber.Get("LZ900000019CN"), Carrier: new("china-ems"))], At: Fixture.ReceivedAt, PushAddress: new("https://track.example.test/push/kuaidi100"));
        var request = Carrier.Enrol(batch)!;
        var body = await request.Content!.ReadAsByteArrayAsync(Ct);
        var param = JsonNode.Parse(FormFields.Find(body, "param")!)!;

        Assert.Equal(("poll", "json"), (request.RequestUri!.OriginalString, FormFields.Find(body, "schema")));
        Assert.Equal(("ems", "LZ900000019CN", "KEY"), ((string?)param["company"], (string?)param["number"], (string?)param["key"]));
        Assert.Equal(("https://track.example.test/push/kuaidi100", "saltsaltsaltsaltsaltsaltsaltsalt"), ((string?)param["parameters"]!["callbackurl"], (string?)param["parameters"]!["salt"]));
        Assert.Null(Carrier.Enrol(batch with { PushAddress = null }));
        Assert.Null(Carrier.Enrol(batch with { Account = Account with { PushSecrets = [] } }));
        Assert.Null(Carrier.Enrol(batch with { Account = Account with { PushSecrets = [new PushSecret("old", NotAfter: Fixture.ReceivedAt)] } }));
    }

    [Fact]
    public void Every_documented_state_has_a_row()
    {
        foreach (var state in "0 1 2 3 4 5 6 7 10 11 12 13 14".Split(' '))
            Assert.True(Carrier.Codes.Find(state) is { Milestone: not null }, state);
    }

    [Theory]
    [InlineData("已签收,签收人是: 转EMS1190000000013", Milestone.HandedOver)]
    [InlineData("正在派送途中,请您准备签收(派件人:示例,电话:13000000000)", Milestone.OutForDelivery)]
    [InlineData("未签收，客户不在", Milestone.AttemptFailed)]
    [InlineData("退件已签收", Milestone.Returned)]
    [InlineData("快件已暂存至菜鸟驿站，请凭取件码领取", Milestone.AtPickupPoint)]
    [InlineData("已签收，签收人：示例小区菜鸟驿站", Milestone.AtPickupPoint)]
    [InlineData("【深圳市】 投递并签收，签收人：他人收", Milestone.Delivered)]
    [InlineData("已送达投递局", Milestone.ArrivedDelivery)]
    [InlineData("订单已取消", Milestone.Cancelled)]
    [InlineData("Delivered to the local carrier", Milestone.HandedOver)]
    [InlineData("Not delivered", Milestone.AttemptFailed)]
    [InlineData("一句没有规则的话", null)]
    public void A_signature_means_what_its_sentence_says(string sentence, Milestone? milestone) => Assert.Equal(milestone, Carrier.Codes.ReadPhrase(sentence).Milestone);

    [Theory]
    [InlineData("500", "查询无结果，请隔段时间再查", NumberOutcome.NotFound)]
    [InlineData("408", "快递公司参数异常：验证码错误", NumberOutcome.Refused)]
    [InlineData("702", "POLL:识别不到该单号对应的快递公司", NumberOutcome.Refused)]
    public void What_it_says_of_a_number_is_said_of_the_number_asked(string code, string message, NumberOutcome outcome)
    {
        var asked = TrackingNumber.Get("LZ900000019CN");
        var result = Assert.Single(Assert.IsType<CarrierReply.Answered>(Read($$"""{"result":false,"returnCode":"{{code}}","message":"{{message}}"}""", asked)).Results);
        Assert.Equal((asked, outcome), (result.Number, result.Outcome));
    }

    private static CarrierReply Read(string body, params TrackingNumber[] asked) =>
        Carrier.Read(new Wire { Carrier = Kuaidi100Carrier.Id, Kind = WireKind.Poll, ReceivedAt = Fixture.ReceivedAt, Asked = asked, Body = Encoding.UTF8.GetBytes(body) });
}
