namespace Tracking.Carriers;

/// <summary>What one request asks: at most <see cref="CarrierProfile.BatchSize"/> numbers of one account.</summary>
/// <param name="AccessToken">The bearer token, where the profile names an <see cref="OAuth"/>.</param>
public sealed record AskBatch(Account Account, IReadOnlyList<AskNumber> Numbers, string? AccessToken = null);
