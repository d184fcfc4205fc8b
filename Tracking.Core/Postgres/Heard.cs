using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>A statement as it is stored, with what its reading stands on.</summary>
/// <param name="Said">With the earliest wire that carried it.</param>
/// <param name="ReadWireId">The newest wire that carried it: the one it is read from.</param>
/// <param name="IsSuperseded">True where today's reader no longer finds it in that wire: kept, but on no timeline.</param>
internal sealed record Heard(SourcedEvent Said, long ReadWireId, bool IsSuperseded)
{
    /// <summary>What is stored once it is told again: the earliest wire carries it, the newest is how we read it, the best proof counts.</summary>
    public Heard Again(Telling told)
    {
        var said = told.FirstWireId < Said.WireId || told.Trust < Said.Trust
            ? Said with { WireId = Math.Min(Said.WireId, told.FirstWireId), ReceivedAt = NodaTime.Instant.Min(Said.ReceivedAt, told.FirstAt), Trust = told.Trust < Said.Trust ? told.Trust : Said.Trust }
            : Said;
        return told.ReadWireId < ReadWireId ? this with { Said = said } : new(said with { Event = said.Event with { Read = told.Read } }, told.ReadWireId, false);
    }
}
