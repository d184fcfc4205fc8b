namespace Tracking.Jobs;

/// <summary>What a pushing carrier is answered.</summary>
/// <param name="Receipt">What ops can look the push up by; null where nothing of it was kept.</param>
/// <param name="RetryAfterSeconds">Sent with 503.</param>
public sealed record PushAnswer(int Status, string Body, string ContentType, string? Receipt = null, int? RetryAfterSeconds = null);
