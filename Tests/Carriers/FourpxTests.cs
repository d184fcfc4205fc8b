using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.Fourpx;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class FourpxTests
{
    private static readonly Account Account = new()
    {
        Carrier = FourpxCarrier.Id,
        Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["AppKey"] = "APP", ["AppSecret"] = "SECRET" },
    };

    /// <summary>The signature is the one known for these parameters and this body.</summary>
    [Fact]
    public async Task A_number_is_asked_with_the_signature_in_the_address()
    {
        var request = new FourpxCarrier().Ask(new AskBatch(Account, [new(TrackingNumber.Get("998071388879"))], At: Instant.FromUnixTimeMilliseconds(1_700_000_000_000)));

        Assert.Equal("router/api/service?app_key=APP&format=json&method=tr.order.tracking.get&timestamp=1700000000000&v=1.0.0&sign=c24e51f7768e5baabbfe699fc0014fba", request.RequestUri!.OriginalString);
        Assert.Equal("""{"deliveryOrderNo":"998071388879"}""", await request.Content!.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
