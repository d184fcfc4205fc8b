using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>All that is stored of one parcel and decides its timeline.</summary>
internal sealed class ParcelHistory(Parcel parcel)
{
    public Parcel Parcel { get; } = parcel;
    public List<LegState> Legs { get; } = [];
    public List<SourcedEvent> Events { get; } = [];
    public List<Snapshot> Snapshots { get; } = [];
}
