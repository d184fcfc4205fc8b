using System.Globalization;
using System.Text.Json;
using Tracking.Jobs.History;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>backtest</c>: learns lanes on the earlier part of a delivery history and judges on the rest; no database.</summary>
public static class BacktestVerb
{
    private const string Usage = "usage: Jobs backtest HISTORY.csv [--learn 0.6] [--json]";

    public static Task<int> RunAsync(string[] args, CancellationToken cancel) => RunAsync(args, Console.Out, Console.Error, cancel);

    /// <summary>Returns 0 once judged; rows that were left out are told on <paramref name="errors"/>.</summary>
    /// <exception cref="ArgumentException">A wrong call or a file that is no history; the message is for the person who typed it.</exception>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        var call = Arguments.Parse(args, ["learn"], ["json"]);
        if (call.Rest is not [var path])
            throw new ArgumentException(Usage);
        var learn = 0.6;
        if (call.Find("learn") is { } text && !(double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out learn) && learn is > 0 and < 1))
            throw new ArgumentException($"--learn is a share between 0 and 1, such as 0.6. {Usage}");
        var report = Backtest.Run(new HistoryFile(path), learn, cancel);
        foreach (var problem in report.Problems)
            await errors.WriteLineAsync(problem);
        if (report.Skipped + report.Doubtful > 0)
            await errors.WriteLineAsync(Text($"{report.Skipped} rows left out, {report.Doubtful} kept though they contradict themselves"));
        await output.WriteAsync(call.Has("json") ? Json(report) + "\n" : Page(report));
        return 0;
    }

    private static string Json(BacktestReport report) => JsonSerializer.Serialize(new
    {
        report.Learned,
        report.Judged,
        report.Promise,
        report.Estimate,
        report.Coverage,
        report.WidthDays,
        Lost = report.Lost.Select(bin => new { bin.N, bin.Predicted, bin.Observed }),
        Stuck = new
        {
            report.Stuck.Alarms,
            report.Stuck.Precision,
            report.Stuck.Recall,
            report.Stuck.MedianDays,
            Fixed = report.Fixed.Select(rule => new { rule.Days, rule.Rule.Alarms, rule.Rule.Precision, rule.Rule.Recall, rule.Rule.MedianDays }),
        },
    }, Options);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new RoundedConverter() },
    };

    private static string Page(BacktestReport report)
    {
        var page = new StringWriter(CultureInfo.InvariantCulture);
        page.WriteLine(Text($"{report.Read} rows, {report.NotHandedOver} never handed over; learned from {report.Learned}, judged on {report.Judged}"));
        page.WriteLine();
        page.WriteLine(Text($"promise at the quantile {report.Quantile:0.000} (fixed on the learning part)"));
        page.WriteLine(Text($"  ours      late {report.Promise.LateRate:0.0000}   days after hand-over {report.Promise.MeanDays:0.00}"));
        if (report.Estimate is { } estimate)
        {
            page.WriteLine(Text($"  estimate  late {estimate.LateRate:0.0000}   days after hand-over {estimate.MeanDays:0.00}"));
            page.WriteLine(Text($"  earlier by {1 - report.Promise.MeanDays / estimate.MeanDays:0.0 %}; late rates differ by {report.Promise.LateRate - estimate.LateRate:+0.0000;-0.0000}, paired standard error {report.PairedError:0.0000}"));
        }
        page.WriteLine();
        page.WriteLine("range    holds    width in days");
        page.WriteLine(Text($"  80 %   {report.Coverage.P80:0.000}    {report.WidthDays.P80:0.0}"));
        page.WriteLine(Text($"  90 %   {report.Coverage.P90:0.000}    {report.WidthDays.P90:0.0}"));
        page.WriteLine();
        page.WriteLine("pinball loss in days, mean of the levels 0.5, 0.8, 0.9, 0.95");
        page.WriteLine(Text($"  ours {report.Pinball.Ours:0.000}   lane mean {report.Pinball.LaneMean:0.000}") + (report.Pinball.Estimate is { } theirs ? Text($"   estimate {theirs:0.000}") : ""));
        page.WriteLine();
        page.WriteLine(Text($"chance of loss after {string.Join(", ", Backtest.SilentDays)} silent days"));
        page.WriteLine("  effective n   predicted   happened   95 % interval");
        foreach (var bin in report.Lost)
            page.WriteLine(Text($"  {bin.N,11:0.0}   {bin.Predicted,9:0.000}   {bin.Observed,8:0.000}   {bin.Interval.Low:0.000} to {bin.Interval.High:0.000}{(bin.N < 50 ? "   (too few)" : bin.Predicted >= bin.Interval.Low && bin.Predicted <= bin.Interval.High ? "   inside" : "   OUTSIDE")}"));
        page.WriteLine();
        page.WriteLine("stuck detector beside fixed days, at the same number of alarms");
        page.WriteLine("  rule                alarms   precision   recall   median days");
        foreach (var rule in report.Fixed)
        {
            page.WriteLine(Text($"  {rule.Days,2} days       {rule.Rule.Alarms,12:0.0}   {rule.Rule.Precision,9:0.000}   {rule.Rule.Recall,6:0.000}   {rule.Rule.MedianDays,11}"));
            page.WriteLine(Text($"  detector      {rule.Detector.Alarms,12:0.0}   {rule.Detector.Precision,9:0.000}   {rule.Detector.Recall,6:0.000}   {rule.Detector.MedianDays,11}"));
        }
        return page.ToString();
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>Six digits behind the point are more than any of these figures is worth.</summary>
    private sealed class RoundedConverter : System.Text.Json.Serialization.JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(Math.Round(value, 6));
    }
}
