namespace Tracking.Portal.Buyer;

/// <summary>What is wrong, in one sentence, and the one thing to do.</summary>
public sealed record TroubleView(string Sentence, string Action);
