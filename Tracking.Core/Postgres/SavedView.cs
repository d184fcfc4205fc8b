namespace Tracking.Core.Postgres;

/// <summary>Filters of the queue under a name.</summary>
/// <param name="Owner">Who saved it, by e-mail address.</param>
/// <param name="Query">As in the address, without the question mark.</param>
/// <param name="Shared">Whether everybody sees it.</param>
public sealed record SavedView(long Id, string Owner, string Name, string Query, bool Shared);
