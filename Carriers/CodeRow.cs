using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>One row of a code table: a meaning, or a reason why it has none.</summary>
/// <param name="Sub">Sub-code or context; empty where the code alone decides.</param>
/// <param name="Milestone">Null where the code is left out on purpose.</param>
/// <param name="Note">Why it is left out, or how well the meaning is known.</param>
public sealed record CodeRow(string Code, string Sub, Milestone? Milestone, Reason? Reason, EventClass Class, string Note)
{
    /// <summary>The row as evidence: <c>DE/08 → AttemptFailed (RecipientAbsent)</c>.</summary>
    public override string ToString() =>
        $"{Code}{(Sub.Length > 0 ? "/" + Sub : "")} → {Milestone?.ToString() ?? "left out: " + Note}{(Reason is { } reason ? $" ({reason})" : "")}";
}
