using Tracking.Carriers;
using Tracking.Jobs;
using Xunit;

namespace Tracking.Tests.Jobs;

public sealed class CarrierNamesTests
{
    private static readonly CarrierPages Carriers = new(new CarrierRegistry());

    [Theory]
    [InlineData("seventeentrack has not answered since 2026-11-02.", "17TRACK has not answered since 2026-11-02.")]
    [InlineData("dhl-unified and dhl-express know no such number", "DHL and DHL Express know no such number")]
    [InlineData("fedex handed the parcel over, and it was last scanned in upstate dhl-unified-2", "FedEx handed the parcel over, and it was last scanned in upstate dhl-unified-2")]
    public void Sentences_name_carriers_and_leave_longer_words_as_they_are(string said, string shown) => Assert.Equal(shown, Carriers.Named(said));

    [Theory]
    [InlineData("seventeentrack", "17TRACK")]
    [InlineData("<b>nobody", "<b>nobody")]
    public void A_carrier_that_this_build_does_not_know_keeps_its_id(string id, string name) => Assert.Equal(name, Carriers.NameOf(id));
}
