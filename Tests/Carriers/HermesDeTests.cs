using System.Text;
using Tracking.Carriers;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class HermesDeTests
{
    private static readonly Carrier Hermes = new CarrierRegistry().Find(new("hermes-de"))!;

    [Fact]
    public void A_hundred_numbers_stand_in_one_query()
    {
        Assert.Equal("services/hsi/shipmentinfo?shipmentID=H1000000000000000001&shipmentID=H1000000000000000002", Asking.Ask("hermes-de", "H1000000000000000001", "H1000000000000000002").RequestUri!.OriginalString);
        Assert.Equal(100, Hermes.Profile.BatchSize);
    }

    [Fact]
    public async Task The_token_is_asked_for_with_the_accounts_own_user() => Assert.Equal(
        "grant_type=password&client_id=the-ClientId&client_secret=the-ClientSecret&username=the-User&password=the-Password", await Hermes.AskToken(Asking.AccountOf("hermes-de")).BodyAsync());

    [Theory]
    [InlineData("4690")]
    [InlineData("4070")]
    [InlineData("4072")]
    public void A_correction_of_the_status_before_it_moves_nothing(string code) => Assert.Null(Hermes.Codes.Read(code).Milestone);

    [Fact]
    public void Four_digits_and_nine_digits_mean_the_same_but_where_nine_tell_more()
    {
        Assert.Equal(Milestone.Delivered, Hermes.Codes.Read("090001003").Milestone);
        Assert.Equal(Milestone.Delivered, Hermes.Codes.Read("3510").Milestone);
    }
}
