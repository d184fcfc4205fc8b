using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>The newest case of a parcel or incident, and the audit of all its cases, oldest act first.</summary>
public sealed record CaseHistory(Case Case, IReadOnlyList<CaseAct> Acts);
