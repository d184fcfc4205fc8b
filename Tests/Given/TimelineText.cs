using System.Text;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Timelines;

namespace Tracking.Tests.Given;

/// <summary>Timelines, bars and findings as lines of text, so that a test reads like the page.</summary>
public static class TimelineText
{
    /// <summary>
    /// <c>2026-11-02 08:10 +08:00 Accepted → Accepted, CN Shenzhen, cainiao + seventeentrack (same instant)</c>;
    /// a line that does not count is in brackets, what was taken back says how, one only hinted at ends in <c>?</c>.
    /// </summary>
    public static string Text(this Timeline timeline) => string.Join('\n', timeline.Lines.Select(Text));

    public static string Bar(this Timeline timeline) => string.Join(" · ", timeline.Steps.Select(step => $"{step.Step} {step.State switch
    {
        StepState.Done => "done",
        StepState.Now => "now",
        StepState.Skipped => "skipped",
        _ => "next",
    }}"));

    /// <summary>The custody ledger: <c>cainiao FirstMile 2026-11-02 08:10 +08 to 2026-11-09 08:10 -03, 2 scans, handed over to correios</c>.</summary>
    public static string Ledger(this Timeline timeline) => string.Join('\n', timeline.Holdings.Select(holding =>
        $"{holding.Holder} {holding.Role} {holding.From} to {holding.LastProven}, {holding.Scans.Count} scan{(holding.Scans.Count == 1 ? "" : "s")}, {(holding.IsGap ? "GAP " : "")}{Words(holding.End)}{(holding.Next is { } next ? $" {next}" : "")}"));

    public static string Text(this InspectionResult result) => string.Join('\n', result.Findings.Select(Text));

    public static string Text(this Finding finding) =>
        $"{finding.Severity} {finding.Kind}{(finding.Subject.Length > 0 ? " " + finding.Subject : "")}{(finding.MustAct is { } party ? $" ({party})" : "")}: {finding.Sentence}";

    private static string Text(TimelineLine line)
    {
        var text = new StringBuilder()
            .Append(line.Time?.ToString() ?? "(no clock)").Append(' ')
            .Append(line.Milestone?.ToString() ?? "Unknown")
            .Append(line.Class is EventClass.Actual ? "" : $" ({line.Class})")
            .Append(" → ").Append(line.Stage?.ToString() ?? "nowhere");
        if (line.Place is { } place)
            text.Append(", ").Append(place.Text);
        text.Append(", ").Append(line.Carrier);
        foreach (var source in line.Sources.Skip(1))
            text.Append(" + ").Append(source.Source).Append(" (").Append(Words(source.Because)).Append(')');
        if (!line.Confirmed)
            text.Append(" ?");
        if (line.Withdrawal is { } withdrawal)
            text.Append($" (taken back: {Words(withdrawal.Basis)})");
        return line.Moves ? text.ToString() : $"[{text}]";
    }

    /// <summary><c>SameClockNoOffset</c> → <c>same clock no offset</c>.</summary>
    private static string Words<T>(T value) where T : struct, Enum => string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(c) : c.ToString()));
}
