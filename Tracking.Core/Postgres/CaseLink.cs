using NodaTime;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>Another case that somebody tied to one.</summary>
/// <param name="CaseId">The other case.</param>
/// <param name="ParcelId">Its parcel; null for an incident's.</param>
/// <param name="Number">A tracking number of that parcel.</param>
/// <param name="Kind">What is, or was, wrong with it.</param>
/// <param name="By">Who tied them, by e-mail address.</param>
public sealed record CaseLink(long CaseId, long? ParcelId, string? Number, string Kind, CaseState State, string By, Instant At);
