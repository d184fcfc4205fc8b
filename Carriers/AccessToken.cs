namespace Tracking.Carriers;

/// <summary>A token as a carrier granted it.</summary>
/// <param name="Life">Null where the carrier leaves it out.</param>
public sealed record AccessToken(string Value, TimeSpan? Life);
