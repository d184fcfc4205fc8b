namespace Tracking.Portal.Buyer;

/// <summary>When it comes, and who says so; or that nobody said.</summary>
/// <param name="Ours">Our own estimate with its hit rate, beside somebody else's date; null where it stands in <paramref name="Text"/> or there is none.</param>
public sealed record PromiseView(string Text, string? Why, string? Ours = null);
