using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A code that no table has, how often it came, and how its carrier words it; where the carrier says no code, its words are what is unknown.</summary>
/// <param name="Key">Names it in an address without saying its words, which can hold anything: 32 hex digits.</param>
/// <param name="Wording">The newest; as the carrier wrote it.</param>
/// <param name="Times">Statements.</param>
/// <param name="FirstAt">When the first of them came to us.</param>
public sealed record UnknownCode(string Key, string Source, string? Code, string? SubCode, string? Wording, int Times, int Parcels, Instant FirstAt, Instant LastAt);
