namespace Tracking.Core.Events;

/// <summary>
/// What the proof of a wire is worth. <see cref="Evidence"/>: we asked over TLS, or the sender signed the body (classes A and B).
/// <see cref="Hint"/>: a static credential or MD5 (classes C and D): stored and asked about, never terminal on its own.
/// </summary>
public enum Trust { Evidence, Hint }
