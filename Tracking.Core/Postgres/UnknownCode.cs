using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A code that no table has, how often it came, and a wording of it.</summary>
public sealed record UnknownCode(string Source, string? Code, string? SubCode, string? Wording, int Times, int Parcels, Instant LastAt, long ParcelId);
