using System.Globalization;
using Tracking.Core.Findings;

namespace Tracking.Core.Cases;

/// <summary>Within how many business hours a case wants to be closed, by what is wrong and for whom.</summary>
/// <param name="Kind">A <see cref="FindingKind"/> by name; empty for every kind.</param>
/// <param name="Tier">A tier of customers; empty for every tier.</param>
/// <param name="Hours">Of the team's business hours.</param>
public sealed record CaseSla(string Kind, string Tier, double Hours)
{
    public const int TierLength = 40, MostHours = 2000, MostRows = 200;

    /// <summary>Until somebody says otherwise; what a deadline threatens has half a day. Inferred [I].</summary>
    public static double Usual(string kind) => kind switch
    {
        nameof(FindingKind.CustomsActionNeeded) or nameof(FindingKind.AddressProblem) or nameof(FindingKind.UnclaimedAtPickup) => 4,
        nameof(FindingKind.AttemptFailed) or nameof(FindingKind.DeliveredElsewhere) or nameof(FindingKind.GoingBack) or nameof(FindingKind.FlightMissed) => 8,
        nameof(FindingKind.DeclaredLost) or nameof(FindingKind.DeclaredDamaged) or nameof(FindingKind.LostAtDestination) => 16,
        _ => 24,
    };

    /// <summary>All rows in one line: what the audit keeps, and equal for equal rows.</summary>
    public static string Said(IEnumerable<CaseSla> rows) => string.Join("; ", rows.Select(row =>
        string.Create(CultureInfo.InvariantCulture, $"{(row.Kind.Length > 0 ? row.Kind : "every kind")}, {(row.Tier.Length > 0 ? row.Tier : "every tier")}: {row.Hours:0.##} h")).Order(StringComparer.Ordinal)) is { Length: > 0 } said ? said : "as usual";

    /// <summary>What keeps rows from being saved, in sentences; empty where nothing does.</summary>
    public static IEnumerable<string> Problems(IReadOnlyList<CaseSla> rows)
    {
        if (rows.Count > MostRows)
            yield return $"That is more than {MostRows} rows.";
        foreach (var row in rows)
        {
            if (row.Hours is not (> 0 and <= MostHours))
                yield return $"{NameOf(row)}: say within how many business hours, more than none and at most {MostHours}.";
            if (row.Tier.Length > TierLength)
                yield return $"{NameOf(row)}: a tier has at most {TierLength} characters.";
        }
        foreach (var twice in rows.GroupBy(row => (row.Kind, row.Tier.ToUpperInvariant())).Where(group => group.Count() > 1))
            yield return $"{NameOf(twice.First())} is there twice: keep one of them.";

        static string NameOf(CaseSla row) => $"{(row.Kind.Length > 0 ? row.Kind : "Every kind")}, {(row.Tier.Length > 0 ? $"tier {row.Tier}" : "every tier")}";
    }

    /// <summary>The hours for a case: the row for its kind and tier, else for its kind, else for its tier, else what is usual, half of it for a tier that is put first.</summary>
    public static double HoursOf(IReadOnlyList<CaseSla> rows, string kind, string? tier)
    {
        var first = tier is { Length: > 0 } && !tier.Equals("standard", StringComparison.OrdinalIgnoreCase);
        return Row(kind, tier ?? "") ?? Row(kind, "") ?? (tier is { Length: > 0 } ? Row("", tier) : null) ?? Row("", "") ?? Usual(kind) / (first ? 2 : 1);

        double? Row(string ofKind, string ofTier) => rows.FirstOrDefault(row => row.Kind == ofKind && row.Tier.Equals(ofTier, StringComparison.OrdinalIgnoreCase))?.Hours;
    }
}
