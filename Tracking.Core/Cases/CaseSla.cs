using Tracking.Core.Findings;

namespace Tracking.Core.Cases;

/// <summary>Within how many business hours a case wants to be closed, by what is wrong and for whom.</summary>
/// <param name="Kind">A <see cref="FindingKind"/> by name; empty for every kind.</param>
/// <param name="Tier">A tier of customers; empty for every tier.</param>
/// <param name="Hours">Of the team's business hours.</param>
public sealed record CaseSla(string Kind, string Tier, double Hours)
{
    /// <summary>Until a team says otherwise; what a deadline threatens has half a day. Inferred [I].</summary>
    private static double Usual(string kind) => kind switch
    {
        nameof(FindingKind.CustomsActionNeeded) or nameof(FindingKind.AddressProblem) or nameof(FindingKind.UnclaimedAtPickup) => 4,
        nameof(FindingKind.AttemptFailed) or nameof(FindingKind.DeliveredElsewhere) or nameof(FindingKind.GoingBack) or nameof(FindingKind.FlightMissed) => 8,
        nameof(FindingKind.DeclaredLost) or nameof(FindingKind.DeclaredDamaged) or nameof(FindingKind.LostAtDestination) => 16,
        _ => 24,
    };

    /// <summary>The hours for a case: the row for its kind and tier, else for its kind, else for its tier, else what is usual, half of it for a tier that is put first.</summary>
    public static double HoursOf(IReadOnlyList<CaseSla> rows, string kind, string? tier)
    {
        var first = tier is { Length: > 0 } && !tier.Equals("standard", StringComparison.OrdinalIgnoreCase);
        return Row(kind, tier ?? "") ?? Row(kind, "") ?? (tier is { Length: > 0 } ? Row("", tier) : null) ?? Row("", "") ?? Usual(kind) / (first ? 2 : 1);

        double? Row(string ofKind, string ofTier) => rows.FirstOrDefault(row => row.Kind == ofKind && row.Tier.Equals(ofTier, StringComparison.OrdinalIgnoreCase))?.Hours;
    }
}
