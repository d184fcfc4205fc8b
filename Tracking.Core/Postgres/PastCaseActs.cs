namespace Tracking.Core.Postgres;

/// <summary>What people did in past cases: how many cases each act happened in, the most frequent first.</summary>
/// <param name="Act">A verb in the past, such as <c>snoozed</c>.</param>
public sealed record PastCaseActs(string Act, int Cases);
