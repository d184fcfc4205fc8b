using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tracking.Jobs.Cli;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Lanes;

public sealed class BacktestTests : IDisposable
{
    private const string Header = "id,origin,destination,carrier,service,promised,ordered,accepted,left_origin,arrived,cleared,at_delivery_depot,out_for_delivery,delivered,weight";
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"history-{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(_path);

    private async Task<(string Output, string Errors)> Run(IEnumerable<string> lines, params string[] options)
    {
        await File.WriteAllLinesAsync(_path, lines, TestContext.Current.CancellationToken);
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        Assert.Equal(0, await BacktestVerb.RunAsync([_path, .. options], output, errors, TestContext.Current.CancellationToken));
        return (output.ToString(), errors.ToString());
    }

    /// <summary>Two years of log-normal journeys on two lanes of different speed, an estimate of thirty days on each, one in a hundred lost.</summary>
    private static List<string> History(int count, int seed = 7)
    {
        var random = new Random(seed);
        var start = new DateTime(2023, 1, 2);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var accepted = start.AddMinutes(random.Next(500 * 1440));
            var far = random.Next(4) == 0;
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            var delivered = accepted.AddDays((far ? 12 : 5) * Math.Exp(0.4 * normal));
            return string.Create(CultureInfo.InvariantCulture,
                $"{i},CN,{(far ? "BR" : "US")},a,,{accepted.AddDays(30):yyyy-MM-dd},,{accepted:s},,,,,,{(random.Next(100) == 0 ? "" : delivered.ToString("s", CultureInfo.InvariantCulture))},1");
        })];
    }

    [Fact]
    public async Task Ranges_hold_what_they_promise_and_a_chance_of_loss_happens_as_often_as_it_says()
    {
        var (output, errors) = await Run([Header, .. History(6000)], "--json");
        Assert.Equal("", errors);
        var report = JsonNode.Parse(output)!;
        Assert.Equal(["learned", "judged", "promise", "estimate", "coverage", "widthDays", "lost", "stuck"], report.AsObject().Select(entry => entry.Key));
        Assert.Equal((3600, 2400), ((int)report["learned"]!, (int)report["judged"]!));
        // Four standard errors of a share of 2400, and a day's rounding outwards.
        Assert.InRange((double)report["coverage"]!["p90"]!, 0.9 - 0.025, 0.9 + 0.045);
        Assert.InRange((double)report["coverage"]!["p80"]!, 0.8 - 0.033, 0.8 + 0.065);
        Assert.True((double)report["promise"]!["meanDays"]! < (double)report["estimate"]!["meanDays"]!);
        foreach (var bin in report["lost"]!.AsArray().Where(bin => (double)bin!["n"]! >= 50))
        {
            var (n, predicted, observed) = ((double)bin!["n"]!, (double)bin["predicted"]!, (double)bin["observed"]!);
            Assert.InRange(observed, predicted - 4 * Math.Sqrt(predicted * (1 - predicted) / n) - 0.02, predicted + 4 * Math.Sqrt(predicted * (1 - predicted) / n) + 0.02);
        }
        Assert.Equal([7, 14, 30], report["stuck"]!["fixed"]!.AsArray().Select(rule => (int)rule!["days"]!));
    }

    [Fact]
    public async Task On_lanes_of_different_speed_the_stuck_detector_finds_more_than_fixed_days_at_as_many_alarms()
    {
        var report = JsonNode.Parse((await Run([Header, .. History(6000)], "--json")).Output)!;
        var fourteen = report["stuck"]!["fixed"]![1]!;
        Assert.InRange((double)report["stuck"]!["alarms"]! / (double)fourteen["alarms"]!, 0.99, 1.1);
        Assert.True((int)report["stuck"]!["medianDays"]! < 14, output());
        string output() => report.ToJsonString();
    }

    [Fact]
    public async Task The_order_of_the_rows_does_not_matter()
    {
        var rows = History(1500);
        var sorted = rows.OrderBy(row => row.Split(',')[7], StringComparer.Ordinal);
        Assert.Equal((await Run([Header, .. sorted], "--json")).Output, (await Run([Header, .. sorted.Reverse()], "--json")).Output);
    }

    [Fact]
    public async Task A_bad_row_is_told_with_its_line_and_the_good_ones_are_kept()
    {
        var rows = History(400);
        var (output, errors) = await Run([Header, .. rows, "x,CN,BR", "y,CN,US,a,,,,yesterday,,,,,,,1", "z,CN,US,a,,,,2023-05-02T10:00:00,,,,,,2023-05-01T10:00:00,1", "w,CN,US,a,,,,2023-05-02T10:00:00,,,,,,,-3", "v,CN,US,a,,,2023-05-02T10:00:00,,,,,,,,1"]);
        Assert.Contains("line 402: 3 cells where the header has 15; left out", errors);
        Assert.Contains("line 403: accepted is no ISO time: yesterday; left out", errors);
        Assert.Contains("line 404: delivered before it was handed over; kept as delivered at once", errors);
        Assert.Contains("line 405: weight is no number above zero: -3; left out", errors);
        Assert.Contains("405 rows, 1 never handed over; learned from 240, judged on 161", output);
    }

    [Theory]
    [InlineData("id,accepted", "has no column delivered")]
    [InlineData("", "is empty")]
    public async Task A_file_that_is_no_history_is_refused_with_what_it_lacks(string header, string why)
    {
        await File.WriteAllTextAsync(_path, header, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => BacktestVerb.RunAsync([_path], TextWriter.Null, TextWriter.Null, TestContext.Current.CancellationToken));
        Assert.Contains(why, refused.Message);
    }
}
