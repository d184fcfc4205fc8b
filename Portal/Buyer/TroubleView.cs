namespace Tracking.Portal.Buyer;

/// <summary>What is wrong, in one sentence, and the one thing to do.</summary>
/// <param name="Why">Why, where the carrier said so.</param>
/// <param name="Door">The carrier on whose own page it can be done; null where that helps nothing.</param>
public sealed record TroubleView(string Sentence, string? Why, string Action, CarrierView? Door);
