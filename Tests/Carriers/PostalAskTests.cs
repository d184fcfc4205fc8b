using Tracking.Carriers;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

/// <summary>How the posts of Canada, the United Kingdom and Australia are asked.</summary>
public sealed class PostalAskTests
{
    private static HttpRequestMessage Ask(string carrier, IReadOnlyDictionary<string, string> settings, params string[] numbers) => new CarrierRegistry().Find(new(carrier))!
        .Ask(new AskBatch(new Account { Carrier = new(carrier), Settings = settings }, [.. numbers.Select(number => new AskNumber(TrackingNumber.Get(number)))]));

    [Fact]
    public void Canada_Post_is_asked_for_the_details_of_one_PIN_in_its_own_media_type()
    {
        var request = Ask("canadapost", new Dictionary<string, string> { ["Username"] = "user", ["Password"] = "word" }, "9000000000000010");

        Assert.Equal((HttpMethod.Get, "vis/track/pin/9000000000000010/detail"), (request.Method, request.RequestUri!.OriginalString));
        Assert.Equal(("Basic dXNlcjp3b3Jk", "application/vnd.cpc.track-v2+xml", "en-CA"), (request.Headers.Authorization!.ToString(), request.Headers.Accept.ToString(), request.Headers.AcceptLanguage.ToString()));
    }

    [Fact]
    public void Royal_Mail_is_asked_for_the_events_of_one_piece_with_its_terms_accepted()
    {
        var request = Ask("royalmail", new Dictionary<string, string> { ["ClientId"] = "id", ["ClientSecret"] = "secret" }, "FQ900000019GB");

        Assert.Equal((HttpMethod.Get, "mailpieces/v2/FQ900000019GB/events"), (request.Method, request.RequestUri!.OriginalString));
        Assert.Equal(("id", "secret", "yes"), (One("X-IBM-Client-Id"), One("X-IBM-Client-Secret"), One("X-Accept-RMG-Terms")));

        string One(string header) => Assert.Single(request.Headers.GetValues(header));
    }

    [Fact]
    public void Australia_Post_is_asked_for_ten_numbers_at_once_with_the_account_in_a_header()
    {
        var request = Ask("australiapost", new Dictionary<string, string> { ["ApiKey"] = "user", ["Password"] = "word", ["AccountNumber"] = "1001" }, "ET900000019AU", "7XX1000");

        Assert.Equal((HttpMethod.Get, "shipping/v1/track?tracking_ids=ET900000019AU,7XX1000"), (request.Method, request.RequestUri!.OriginalString));
        Assert.Equal(("Basic dXNlcjp3b3Jk", "1001"), (request.Headers.Authorization!.ToString(), Assert.Single(request.Headers.GetValues("Account-Number"))));
        Assert.Equal(10, new CarrierRegistry().Find(new("australiapost"))!.Profile.BatchSize);
    }

    [Theory]
    [InlineData("canadapost", "9000000000000010", true)]
    [InlineData("canadapost", "9000000000000011", false)]
    [InlineData("canadapost", "EE900000019CA", true)]
    [InlineData("canadapost", "EE900000018CA", false)]
    [InlineData("royalmail", "FQ900000019GB", true)]
    [InlineData("royalmail", "FQ900000018GB", false)]
    [InlineData("australiapost", "ET900000019AU", true)]
    [InlineData("australiapost", "ET900000018AU", false)]
    [InlineData("australiapost", "00990000000000000011", true)]
    [InlineData("australiapost", "00990000000000000012", false)]
    public void The_check_digit_decides_whose_number_it_can_be(string carrier, string number, bool fits) => Assert.Equal(fits, new CarrierRegistry().Find(new(carrier))!.Profile.Numbers
        .Any(form => form.Pattern.IsMatch(number) && form.Check?.Invoke(TrackingNumber.Get(number)) != false));
}
