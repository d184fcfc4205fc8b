using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>What somebody else, or the rules, did to a case that a person holds.</summary>
/// <param name="By">An e-mail address, or <see cref="Cases.CaseAct.Rules"/>.</param>
/// <param name="Act">One lower-case verb in the past.</param>
/// <param name="Number">A tracking number of the parcel; null for an incident's case.</param>
public sealed record ToldAct(long Id, long CaseId, long? ParcelId, Instant At, string By, string Act, string? Note, string? Number);
