using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>
/// One time at import customs. Many posts tell of every parcel that it was presented and never of a release, so it ends with a release or with any later scan beyond customs in the country.
/// </summary>
/// <param name="Lines">The scans that present or hold it, oldest first; at least one.</param>
/// <param name="End">The line that ended it; null while it goes on.</param>
public sealed record CustomsSpan(IReadOnlyList<TimelineLine> Lines, TimelineLine? End)
{
    /// <summary>The first line that holds it; null where it was presented only.</summary>
    public TimelineLine? Held => Lines.FirstOrDefault(line => line.Milestone is Milestone.CustomsHeld);

    /// <summary>From where its clock runs: from the hold, where there was one.</summary>
    public TimelineLine Start => Held ?? Lines[0];

    /// <summary>All of a timeline, oldest first.</summary>
    public static IReadOnlyList<CustomsSpan> Of(Timeline timeline)
    {
        var spans = new List<CustomsSpan>();
        var open = new List<TimelineLine>();
        foreach (var line in timeline.Lines)
        {
            if (!line.Moves || line.Withdrawn)
                continue;
            if (line.Milestone is Milestone.CustomsPresented or Milestone.CustomsHeld)
                open.Add(line);
            else if (open.Count > 0 && Closes(line, timeline))
            {
                spans.Add(new(open, line));
                open = [];
            }
        }
        if (open.Count > 0)
            spans.Add(new(open, null));
        return spans;
    }

    /// <summary>True where the line proves that customs let the parcel go, or that it goes nowhere any more.</summary>
    public static bool Closes(TimelineLine line, Timeline timeline) => line.Moves
        && (line.Milestone is Milestone.CustomsReleased || Border.IsInDestination(line, timeline.Lane) && !Border.IsImportCustoms(line.Milestone)
            || line.Milestone?.IsTerminal() is true || line.Stage is Stage.Returned);
}
