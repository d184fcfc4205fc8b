namespace Tracking.Portal.Buyer;

/// <summary>When it comes, and who says so; or that nobody said.</summary>
public sealed record PromiseView(string Text, string? Why);
