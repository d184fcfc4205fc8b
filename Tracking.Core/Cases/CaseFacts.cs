using Tracking.Core.Findings;

namespace Tracking.Core.Cases;

/// <summary>What a playbook is chosen by.</summary>
/// <param name="Kind">Of the worst open finding.</param>
/// <param name="Carrier">The id of the carrier whose leg that is; null where not known.</param>
/// <param name="Worth">About so many US dollars, see <see cref="Money"/>; null where not said.</param>
/// <param name="Tier">Of the buyer; null where not said.</param>
/// <param name="Days">For how many whole days it has been wrong.</param>
public sealed record CaseFacts(FindingKind Kind, string? Carrier, double? Worth, string? Tier, int Days);
