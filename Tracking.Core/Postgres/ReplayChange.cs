using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>A parcel that comes out otherwise.</summary>
/// <param name="Number">The number of its first leg.</param>
/// <param name="StageBefore">Null where nothing was heard.</param>
/// <param name="Findings"><c>opened Stalled</c>, <c>cleared LostAtDestination</c>, <c>changed CustomsDelay</c>.</param>
/// <param name="Lines">The lines that differ; null beyond the first <see cref="ReplayStore.MostExamples"/> parcels.</param>
public sealed record ReplayChange(long ParcelId, string? Number, string? StageBefore, string? StageAfter, IReadOnlyList<string> Findings, IReadOnlyList<LineChange>? Lines);
