namespace Tracking.Jobs;

/// <summary>A carrier that this build can read, for <c>/ops/carriers</c>: also those without credentials are shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Needs">Names of the settings without which it is off.</param>
/// <param name="DailyBudget">Requests a day; null where no limit is known.</param>
/// <param name="OffBecause">Why it is off until its address is configured; null for one whose API is documented.</param>
public sealed record KnownCarrier(string Id, string Name, IReadOnlyList<string> Needs, int? DailyBudget = null, string? OffBecause = null);
