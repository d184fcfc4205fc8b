using NodaTime;
using Npgsql;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;

namespace Tracking.Core.Postgres;

/// <summary>Answers why parcels are no exceptions.</summary>
public sealed class WhyStore(NpgsqlDataSource database, TimeProvider clock, LaneNorms norms, LaneStore lanes)
{
    /// <summary>As of now, from the parcels as last settled; by parcel.</summary>
    public async Task<IReadOnlyDictionary<long, WhyNot>> ExplainAsync(IReadOnlyList<ParcelView> views, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var silent = await Settlement.SilentAsync(connection, null, cancel);
        var usual = norms with { Learned = await lanes.CurrentAsync(cancel) };
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        return views.ToDictionary(view => view.Parcel.Id, view => Inspection.WhyNot(new Situation
        {
            Parcel = view.Parcel,
            Legs = view.Legs,
            Timeline = view.Timeline,
            Silent = silent.Silent,
            DeadFeeds = silent.Dead,
            Norms = usual,
            Now = now,
        }));
    }
}
