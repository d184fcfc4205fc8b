namespace Tracking.Core.Postgres;

/// <summary>Something that was done to what people may, or a sign-in; never with a secret in it.</summary>
/// <param name="By">By e-mail address; of a sign-in that was refused, whose account it was.</param>
/// <param name="Subject">Whom or what it was done to; null for oneself.</param>
public sealed record AccessAct(string By, string Act, string? Subject = null, string? Before = null, string? After = null, string? Why = null);
