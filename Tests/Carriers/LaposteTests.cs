using System.Text;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class LaposteTests
{
    [Fact]
    public void Ten_numbers_stand_in_one_path_and_the_key_in_a_header()
    {
        var request = Asking.Ask("laposte", "EY100000017FR", "6A10000000001");
        Assert.Equal((HttpMethod.Get, "suivi/v2/idships/EY100000017FR,6A10000000001?lang=fr_FR"), (request.Method, request.RequestUri!.OriginalString));
        Assert.Equal("the-ApiKey", request.Header("X-Okapi-Key"));
        Assert.Equal(10, new CarrierRegistry().Find(new("laposte"))!.Profile.BatchSize);
    }

    [Fact]
    public void A_number_left_out_of_an_answer_is_inconclusive_and_never_not_found()
    {
        var fixture = Fixture.All.Single(fixture => fixture.Name == "laposte/mixed_batch.207.json");
        var asked = TrackingNumber.Get("6A10000000009");
        var answered = Assert.IsType<CarrierReply.Answered>(fixture.Carrier.Read(fixture.Wire with { Asked = [TrackingNumber.Get("6A10000000001"), asked] }));
        Assert.Equal(NumberOutcome.Inconclusive, answered.Results.Single(result => result.Number == asked).Outcome);
    }

    [Fact]
    public void A_bare_404_says_nothing_about_the_number()
    {
        var wire = new Wire { Carrier = new("laposte"), Kind = WireKind.Poll, Status = 404, ReceivedAt = Fixture.ReceivedAt, Body = Encoding.UTF8.GetBytes("<html>404</html>"), Asked = [TrackingNumber.Get("6A10000000009")] };
        var answered = Assert.IsType<CarrierReply.Answered>(new CarrierRegistry().Find(new("laposte"))!.Read(wire));
        Assert.Equal(NumberOutcome.Inconclusive, Assert.Single(answered.Results).Outcome);
    }

    [Theory]
    [InlineData("EY100000017FR", 0.97)]
    [InlineData("6A10000000001", 0.85)]
    [InlineData("LX100000034CN", 0.15)]
    public void Forms_of_its_numbers(string number, double confidence) => Assert.Equal(confidence, NumberFormTests.Best("laposte", number));
}
