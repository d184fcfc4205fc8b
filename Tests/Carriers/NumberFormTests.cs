using Tracking.Carriers;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class NumberFormTests
{
    private static IEnumerable<NumberForm> Fitting(string carrier, string number) => new CarrierRegistry().Find(new(carrier))!.Profile.Numbers
        .Where(form => form.Pattern.IsMatch(number) && form.Check?.Invoke(TrackingNumber.Get(number)) != false);

    /// <summary>The confidence of the best form that a number fits; 0 where it fits none.</summary>
    internal static double Best(string carrier, string number) => Fitting(carrier, number).Select(form => form.Confidence).DefaultIfEmpty().Max();

    // FedEx's numbers are those of its own sandbox.
    [Theory]
    [InlineData("fedex", "568838414941")]
    [InlineData("fedex", "797806677146")]
    [InlineData("fedex", "449044304137821")]
    [InlineData("fedex", "020207021381215")]
    [InlineData("fedex", "61292701078443410536")]
    [InlineData("fedex", "02394653001023698293")]
    [InlineData("usps", "9400100000000000000105")]
    [InlineData("usps", "420344429400100000000000000105")]
    [InlineData("usps", "42034442123494001000000000000001" + "05")]
    [InlineData("usps", "LZ123456785US")]
    [InlineData("dhl-unified", "1234560106")]
    [InlineData("dhl-unified", "JD014600000000000017")]
    [InlineData("dhl-unified", "00340434161000000015")]
    public void A_number_with_its_check_digit_fits_a_form(string carrier, string number) => Assert.NotEmpty(Fitting(carrier, number));

    [Theory]
    [InlineData("fedex", "568838414942")]
    [InlineData("fedex", "449044304137822")]
    [InlineData("usps", "9400100000000000000106")]
    [InlineData("usps", "420344429400100000000000000106")]
    [InlineData("usps", "LZ123456786US")]
    [InlineData("dhl-unified", "1234560107")]
    [InlineData("dhl-unified", "00340434161000000016")]
    public void A_number_with_one_digit_wrong_fits_none(string carrier, string number) => Assert.Empty(Fitting(carrier, number));

    [Fact]
    public void Every_form_is_anchored_and_bounded()
    {
        foreach (var form in new CarrierRegistry().List().SelectMany(carrier => carrier.Profile.Numbers))
        {
            Assert.StartsWith("^", form.Pattern.ToString(), StringComparison.Ordinal);
            Assert.EndsWith("$", form.Pattern.ToString(), StringComparison.Ordinal);
            Assert.Equal(System.Text.RegularExpressions.RegexOptions.NonBacktracking, form.Pattern.Options & System.Text.RegularExpressions.RegexOptions.NonBacktracking);
            Assert.InRange(form.Confidence, 0.01, 1);
        }
    }
}
