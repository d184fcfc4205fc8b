namespace Tracking.Portal.Notices;

/// <summary>Whether one parcel of an order arrived.</summary>
/// <param name="Index">Its place in the order, from 1.</param>
/// <param name="Which">Which of several; null where there is one.</param>
/// <param name="Answer">What was answered; null where nothing was.</param>
public sealed record ArrivedQuestion(int Index, string? Which, string Headline, IReadOnlyList<string> Items, bool? Answer);
