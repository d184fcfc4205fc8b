using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>One line of the outbox: that something about a parcel changed.</summary>
/// <param name="Kind"><c>timeline</c>, <c>finding</c> or <c>case</c>.</param>
public sealed record ParcelChange(ChangeCursor Cursor, long ParcelId, string Kind, Instant At);
