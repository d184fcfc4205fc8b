using System.Text;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Jobs.Cli;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class DetectionTests
{
    private static readonly Detection Detection = new(new CarrierRegistry());
    private static readonly CarrierId Usps = new("usps"), Cainiao = new("cainiao"), Fedex = new("fedex");

    [Theory]
    [InlineData("LP00123456789012", "cainiao")]
    [InlineData("lp0012 3456 7890 12", "cainiao")]
    [InlineData("LX900000040CN", "cainiao")]
    [InlineData("LX900000040US", "usps")]
    [InlineData("9400100000000000000105", "usps")]
    [InlineData("568838414941", "fedex")]
    public void The_first_candidate_is_whose_form_the_number_has(string number, string carrier)
    {
        var candidates = Of(number);
        Assert.Equal(carrier, candidates[0].Carrier.Value);
        Assert.All(candidates, candidate => Assert.InRange(candidate.Confidence, 0.01, 1));
        Assert.Equal(candidates.OrderByDescending(candidate => candidate.Confidence), candidates);
        Assert.All(candidates, candidate => Assert.NotEmpty(candidate.Why));
    }

    [Theory]
    [InlineData("1Z999AA10123456784", "ups")]
    [InlineData("AA123456785BR", "correios")]
    [InlineData("CA123456785CA", "canadapost")]
    [InlineData("YT2012345678901234", "yunexpress")]
    [InlineData("UJ123456789YP", "yanwen")]
    [InlineData("SF1234567890123", "sf-express")]
    [InlineData("6A12345678901", "laposte")]
    [InlineData("3SABCD000000000", "postnl")]
    public void A_form_that_one_carrier_alone_has_names_it_first(string number, string carrier) => Assert.Equal(carrier, Of(number)[0].Carrier.Value);

    [Theory]
    [InlineData("568838414941", "fedex")]
    [InlineData("568838414941", "purolator")]
    [InlineData("LX900000040CN", "cainiao")]
    [InlineData("LX900000040CN", "yanwen")]
    [InlineData("LX900000040CN", "china-ems")]
    public void Of_a_form_that_several_share_each_is_among_the_first_three(string number, string carrier) =>
        Assert.Contains(carrier, Of(number).Take(3).Select(candidate => candidate.Carrier.Value));

    /// <summary>A postal number with a wrong check digit is nobody's, whatever other form it might be taken for.</summary>
    [Fact]
    public void No_postal_form_with_a_wrong_check_digit_is_anybodys()
    {
        foreach (var service in (string[])["LP", "LX", "RX", "RR", "CP", "EE", "UM", "UA", "LZ", "CX", "SF", "YT"])
            foreach (var country in (string[])["CN", "US", "FR", "BR", "DE", "GB", "NL", "CH", "CA", "AU", "BE", "SG"])
                Assert.Empty(Of($"{service}900000041{country}"));
    }

    [Theory]
    [InlineData("1Z999AA10123456785")]
    [InlineData("LX900000041CN")]
    [InlineData("LX900000041US")]
    [InlineData("9400100000000000000106")]
    [InlineData("ABCDEF")]
    [InlineData("LP0012")]
    public void A_number_whose_check_digit_is_wrong_or_whose_form_nobody_has_is_nobodys(string number) => Assert.Empty(Of(number));

    [Fact]
    public void An_aggregator_is_never_a_candidate()
    {
        foreach (var number in new[] { "LP00123456789012", "LX900000040CN", "LX900000040US", "568838414941" })
            Assert.DoesNotContain(Of(number), candidate => candidate.Carrier.Value == "seventeentrack");
    }

    [Fact]
    public void What_the_shop_ships_with_and_where_the_parcel_goes_shift_candidates_and_never_make_one()
    {
        var number = TrackingNumber.Get("LX900000040CN");
        Assert.Equal([Cainiao, Usps], Detection.Candidates(number).Select(candidate => candidate.Carrier).Where(OfTheTwo));
        Assert.Equal([Usps, Cainiao], Detection.Candidates(number, [Usps], "US").Select(candidate => candidate.Carrier).Where(OfTheTwo));
        Assert.Equal(0.15, Detection.Candidates(number, [], "DE").Single(candidate => candidate.Carrier == Usps).Confidence);
        Assert.DoesNotContain(Detection.Candidates(number, [Fedex], "US"), candidate => candidate.Carrier == Fedex);

        static bool OfTheTwo(CarrierId carrier) => carrier == Cainiao || carrier == Usps;
    }

    [Fact]
    public void A_carrier_is_decided_where_one_is_sure_and_no_other_comes_near()
    {
        Assert.Equal(Cainiao, Detection.Decide(Of("LP00123456789012")));
        Assert.Equal(Usps, Detection.Decide(Of("LX900000040US")));
        Assert.Null(Detection.Decide(Of("LX900000040CN")));
        Assert.Null(Detection.Decide([]));
        Assert.Null(Detection.Decide([new(Usps, 0.9, "a"), new(Fedex, 0.8, "b")]));
    }

    [Fact]
    public async Task The_verb_prints_one_line_a_number_and_nothing_but_a_list_for_what_is_none()
    {
        var (status, output, _) = await RunAsync("LP00123456789012", "%%", "LX900000041CN");

        Assert.Equal(0, status);
        Assert.Equal(
        [
            """{"number":"LP00123456789012","candidates":[{"carrier":"cainiao","confidence":0.95,"why":"Cainiao logistics number"}]}""",
            """{"number":"%%","candidates":[]}""",
            """{"number":"LX900000041CN","candidates":[]}""",
            "",
        ], output.Split('\n'));
    }

    [Theory]
    [InlineData]
    [InlineData("--json", "LP00123456789012")]
    public async Task A_wrong_call_ends_with_2_and_says_the_usage(params string[] args)
    {
        var (status, output, errors) = await RunAsync(args);
        Assert.Equal((2, ""), (status, output));
        Assert.StartsWith("usage: ", errors);
    }

    private static IReadOnlyList<Candidate> Of(string number) => Detection.Candidates(TrackingNumber.Get(number));

    private static async Task<(int Status, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new MemoryStream();
        await using var errors = new StringWriter();
        var status = await DetectVerb.RunAsync(args, output, errors, TestContext.Current.CancellationToken);
        return (status, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }
}
