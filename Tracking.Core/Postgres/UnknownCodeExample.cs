using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>A parcel of which an unknown code was said, with the newest statement of it.</summary>
/// <param name="Clock">The time as printed.</param>
public sealed record UnknownCodeExample(long ParcelId, string Number, string? Stage, string? Wording, string Clock, string? Place, int Times, Instant LastAt);
