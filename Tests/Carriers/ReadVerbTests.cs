using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Tracking.Jobs.Cli;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class ReadVerbTests
{
    private static async Task<(int Status, string Output, string Errors)> Run(params string[] args)
    {
        using var output = new MemoryStream();
        await using var errors = new StringWriter();
        var status = await ReadVerb.RunAsync(args, output, errors, new FakeTimeProvider(Fixture.ReceivedAt.ToDateTimeOffset()), TestContext.Current.CancellationToken);
        return (status, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }

    private static string PathOf(string name) => Fixture.All.Single(fixture => fixture.Name == name).Path;

    [Fact]
    public async Task Each_file_is_one_line_of_JSON_in_the_order_of_the_contract()
    {
        var (status, output, _) = await Run("usps", PathOf("usps/delivered.json"), PathOf("usps/cut_off.json"));
        var lines = output.Split('\n');
        Assert.Equal((0, 3, ""), (status, lines.Length, lines[2]));
        var first = JsonNode.Parse(lines[0])!.AsObject();
        Assert.Equal(["file", "outcome", "parcels", "problems"], first.Select(entry => entry.Key));
        Assert.Equal("tracked", (string?)first["outcome"]);
        var parcel = first["parcels"]![0]!.AsObject();
        Assert.Equal(["outcome", "trackingNumber", "service", "origin", "destination", "edd", "proofOfDelivery", "next", "events"], parcel.Select(entry => entry.Key));
        Assert.Equal("""{"local":"2026-11-22T13:58:00","offset":"-05:00","instant":"2026-11-22T18:58:00Z","basis":"Stated","class":"Actual","code":"01","wording":"Delivered, Left with Individual","milestone":"Delivered","stage":"Delivered","reason":null,"place":{"text":"HERNANDO, FL 34442","country":"US"}}""",
            parcel["events"]![0]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal("unreadable", (string?)JsonNode.Parse(lines[1])!["outcome"]);
    }

    [Fact]
    public async Task The_number_asked_for_names_a_parcel_whose_answer_does_not()
    {
        var (_, output, _) = await Run("usps", PathOf("usps/not_found.404.json"), "--status", "404", "--asked", "9400100000000000000105");
        var parcel = JsonNode.Parse(output)!["parcels"]![0]!;
        Assert.Equal(("notFound", "9400100000000000000105"), ((string?)parcel["outcome"], (string?)parcel["trackingNumber"]));
    }

    [Fact]
    public async Task A_number_that_the_answer_leaves_out_is_inconclusive()
    {
        var (_, output, _) = await Run("fedex", PathOf("fedex/delivered.json"), "--asked", "794605130100", "794605130110");
        Assert.Equal(["tracked", "inconclusive"], JsonNode.Parse(output)!["parcels"]!.AsArray().Select(parcel => (string?)parcel!["outcome"]));
    }

    [Theory]
    [InlineData("throttled", "429")]
    [InlineData("refused", "401")]
    [InlineData("unreachable", "503")]
    public async Task A_status_alone_decides_the_outcome_of_the_file(string outcome, string status)
    {
        var (_, output, _) = await Run("fedex", PathOf("fedex/delivered.json"), "--status", status);
        Assert.Equal(outcome, (string?)JsonNode.Parse(output)!["outcome"]);
    }

    [Theory]
    [InlineData]
    [InlineData("fedex")]
    [InlineData("nobody", "file")]
    [InlineData("fedex", "no such file")]
    [InlineData("fedex", "--status", "many")]
    [InlineData("fedex", "--frobnicate")]
    [InlineData("fedex", "--received-at", "yesterday")]
    [InlineData("fedex", "--asked")]
    public async Task A_wrong_call_says_how_it_is_meant_and_reads_nothing(params string[] args)
    {
        var (status, output, errors) = await Run(args);
        Assert.Equal((2, ""), (status, output));
        Assert.Contains("usage: Jobs read CARRIER FILE", errors, StringComparison.Ordinal);
    }
}
