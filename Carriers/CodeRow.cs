using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>One row of a code table: a meaning, or a reason why it has none.</summary>
/// <param name="Sub">Sub-code or context; empty where the code alone decides.</param>
/// <param name="Milestone">Null where the code is left out on purpose, and where it takes something back.</param>
/// <param name="Note">Why it is left out, or how well the meaning is known.</param>
public sealed record CodeRow(string Code, string Sub, Milestone? Milestone, Reason? Reason, EventClass Class, string Note)
{
    /// <summary>What the code takes back: the last thing of this meaning that was said before it; null for nearly all.</summary>
    public Milestone? Withdraws { get; init; }

    /// <summary>The row as evidence: <c>DE/08 → AttemptFailed (RecipientAbsent)</c>.</summary>
    public override string ToString() =>
        $"{Code}{(Sub.Length > 0 && Code[0] != '~' ? "/" + Sub : "")} → {Milestone?.ToString() ?? (Withdraws is { } back ? $"takes back {back}" : "left out: " + Note)}{(Reason is { } reason ? $" ({reason})" : "")}";

    /// <summary>The row as it stands in a <c>codes.csv</c>.</summary>
    public string ToCsv() => string.Join(',', ((string[])[Code, Sub, Milestone?.ToString() ?? $"-{Withdraws}", Reason?.ToString() ?? "", Class is EventClass.Actual ? "" : Class.ToString(), Note]).Select(Cell));

    private static string Cell(string text) => text.AsSpan().ContainsAny(",\"\n\r") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
