using NodaTime;

namespace Tracking.Carriers;

/// <summary>What one request asks: at most <see cref="CarrierProfile.BatchSize"/> numbers of one account.</summary>
/// <param name="AccessToken">The token, where the profile names an <see cref="OAuth"/>.</param>
/// <param name="At">The moment of asking: some carriers sign it.</param>
/// <param name="PushAddress">Where this carrier is to push to; null where the portal has no address that carriers reach.</param>
public sealed record AskBatch(Account Account, IReadOnlyList<AskNumber> Numbers, string? AccessToken = null, Instant At = default, Uri? PushAddress = null);
