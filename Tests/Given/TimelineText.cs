using System.Text;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Timelines;

namespace Tracking.Tests.Given;

/// <summary>Timelines, bars and findings as lines of text, so that a test reads like the page.</summary>
public static class TimelineText
{
    /// <summary>
    /// <c>2026-11-02 08:10 +08:00 Accepted → Accepted, CN Shenzhen, cainiao + seventeentrack (same instant, same milestone)</c>;
    /// a line that does not count is in brackets, one only hinted at ends in <c>?</c>.
    /// </summary>
    public static string Text(this Timeline timeline) => string.Join('\n', timeline.Lines.Select(Text));

    public static string Bar(this Timeline timeline) => string.Join(" · ", timeline.Steps.Select(step => $"{step.Step} {step.State switch
    {
        StepState.Done => "done",
        StepState.Now => "now",
        StepState.Skipped => "skipped",
        _ => "next",
    }}"));

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
            text.Append(" + ").Append(source.Source).Append(" (").Append(source.Because).Append(')');
        if (!line.Confirmed)
            text.Append(" ?");
        return line.Moves ? text.ToString() : $"[{text}]";
    }
}
