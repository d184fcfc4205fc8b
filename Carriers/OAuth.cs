namespace Tracking.Carriers;

/// <summary>How a carrier hands out OAuth 2 client-credentials tokens.</summary>
/// <param name="Path">Relative to the account's base address.</param>
/// <param name="Style">Where the client id and secret go.</param>
public sealed record OAuth(string Path, OAuthStyle Style);
