namespace Tracking.Portal.Notices;

/// <summary>What a message says of one parcel.</summary>
/// <param name="Which">Which parcel of several; null where there is one.</param>
/// <param name="Headline">As on the order's page.</param>
/// <param name="Items">What of the order is in it.</param>
/// <param name="Lines">The sentences below, of which the first says why we write.</param>
public sealed record MailSection(string? Which, string Headline, IReadOnlyList<string> Items, IReadOnlyList<string> Lines);
