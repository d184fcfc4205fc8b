namespace Tracking.Jobs.History;

/// <summary>What a backtest found. Rates are shares of one and weighted; days are calendar days.</summary>
public sealed record BacktestReport
{
    public required long Learned { get; init; }
    public required long Judged { get; init; }
    public required long Read { get; init; }
    public required long NotHandedOver { get; init; }
    public required long Skipped { get; init; }
    public required long Doubtful { get; init; }
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>The quantile of the promise, fixed on the learning part: one less how often the file's own estimate was late there.</summary>
    public required double Quantile { get; init; }
    public required PromiseScore Promise { get; init; }
    public PromiseScore? Estimate { get; init; }

    /// <summary>The standard error of the difference of the two late rates, parcel by parcel.</summary>
    public double? PairedError { get; init; }
    public required RangeScore Coverage { get; init; }
    public required RangeScore WidthDays { get; init; }
    public required PinballScore Pinball { get; init; }
    public required IReadOnlyList<CalibrationBin> Lost { get; init; }

    /// <summary>The stuck detector at as many alarms as the rule of fourteen days.</summary>
    public required DetectorScore Stuck { get; init; }
    public required IReadOnlyList<FixedRule> Fixed { get; init; }
}
