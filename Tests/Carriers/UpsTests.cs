using System.Text.Json.Nodes;
using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.Ups;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class UpsTests
{
    private static readonly UpsCarrier Carrier = new();
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 12, 0);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void It_is_asked_for_one_number_with_the_headers_that_it_demands()
    {
        var request = Carrier.Ask(Batch(null, "1Z999AA10100000013"));

        Assert.Equal((HttpMethod.Get, "api/track/v1/details/1Z999AA10100000013"), (request.Method, request.RequestUri!.OriginalString.Split('?')[0]));
        Assert.Contains("locale=en_US", request.RequestUri.OriginalString, StringComparison.Ordinal);
        Assert.Equal("Bearer token", request.Headers.Authorization!.ToString());
        Assert.NotEmpty(Assert.Single(request.Headers.GetValues("transId")));
        Assert.NotEmpty(Assert.Single(request.Headers.GetValues("transactionSrc")));
    }

    [Fact]
    public async Task A_subscription_names_the_address_and_the_secret_valid_now_and_only_numbers_that_it_takes()
    {
        var request = Carrier.Enrol(Batch(new("https://portal.example.test/push/ups"), "1Z999AA10100000013", "9241990000003000000016"))!;

        Assert.Equal((HttpMethod.Post, "api/track/v1/subscription/standard/package"), (request.Method, request.RequestUri!.OriginalString));
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(Ct))!;
        Assert.Equal(["1Z999AA10100000013"], body["trackingNumberList"]!.AsArray().Select(number => (string?)number));
        Assert.Equal(("en_US", "https://portal.example.test/push/ups", "secret of today"), ((string?)body["locale"], (string?)body["destination"]!["url"], (string?)body["destination"]!["credential"]));
    }

    [Fact]
    public void Nothing_is_subscribed_where_it_could_not_push_or_could_not_be_believed()
    {
        Assert.Null(Carrier.Enrol(Batch(null, "1Z999AA10100000013")));
        Assert.Null(Carrier.Enrol(Batch(new("https://portal.example.test/push/ups"), "9241990000003000000016")));
        Assert.Null(Carrier.Enrol(Batch(new("https://portal.example.test/push/ups"), "1Z999AA10100000013") with { Account = new Account { Carrier = UpsCarrier.Id } }));
    }

    [Theory]
    [InlineData("1Z999AA10123456784", true)]
    [InlineData("1ZCIETST0111111114", true)]
    [InlineData("1ZCIETST0422222228", true)]
    [InlineData("1Z204W4R0308071865", true)]
    [InlineData("1Z999AA10123456785", false)]
    [InlineData("1ZCIETST0111111115", false)]
    public void The_check_digit_of_1Z_decides(string number, bool fits) =>
        Assert.Equal(fits, Carrier.Profile.Numbers.Any(form => form.Pattern.IsMatch(number) && form.Check?.Invoke(TrackingNumber.Get(number)) != false));

    [Theory]
    [InlineData("X", "KM", Milestone.Delivered)]
    [InlineData("X", "MX", null)]
    [InlineData("D", "MX", Milestone.Delivered)]
    [InlineData("X", "05", Milestone.CustomsHeld)]
    [InlineData("I", "OT", Milestone.OutForDelivery)]
    [InlineData("X", "OT", Milestone.CustomsHeld)]
    [InlineData("M", "DP", Milestone.PreAdvised)]
    [InlineData("I", "DP", Milestone.DepartedSorting)]
    public void One_code_of_two_tables_means_what_its_type_says(string type, string code, Milestone? milestone)
    {
        var body = $$$"""{"trackingNumber":"1Z999AA10100000013","activityStatus":{"type":"{{{type}}}","code":"{{{code}}}"}}""";
        var reply = Carrier.Read(new Wire { Carrier = UpsCarrier.Id, Kind = WireKind.Push, ReceivedAt = Now, Body = System.Text.Encoding.UTF8.GetBytes(body) });

        Assert.Equal(milestone, Assert.Single(Assert.Single(Assert.IsType<CarrierReply.Answered>(reply).Results).Events).Read.Milestone);
    }

    private static AskBatch Batch(Uri? pushAddress, params string[] numbers) => new(
        new Account { Carrier = UpsCarrier.Id, PushSecrets = [new("secret of yesterday", NotAfter: Now - Duration.FromHours(1)), new("secret of today")] },
        [.. numbers.Select(number => new AskNumber(TrackingNumber.Get(number)))], "token", Now, pushAddress);
}
