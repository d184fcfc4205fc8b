using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>Another parcel that was sent in place of one, or in place of which one was sent.</summary>
/// <param name="ParcelId">The other parcel.</param>
/// <param name="Number">A tracking number of it.</param>
/// <param name="Stage">Where it stands; null while nothing was heard.</param>
/// <param name="IsLater">True where the other was sent in place of this one.</param>
/// <param name="By">Who tied them, by e-mail address.</param>
public sealed record Reshipment(long ParcelId, string? Number, string? Stage, bool IsLater, string By, Instant At);
