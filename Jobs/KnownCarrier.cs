namespace Tracking.Jobs;

/// <summary>A carrier that this build can read, for <c>/ops/carriers</c>: also those without credentials are shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Needs">Names of the settings without which it is off.</param>
public sealed record KnownCarrier(string Id, string Name, IReadOnlyList<string> Needs);
