using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>What a person did to a parcel beside its case.</summary>
public sealed record ParcelAct(Instant At, string By, string Act, string? Note);
