using NodaTime;

namespace Tracking.Tests.Incidents;

/// <summary>Something that goes wrong for a while: what stops is scanned after its end.</summary>
/// <param name="Carrier">Whose parcels; null for all.</param>
/// <param name="Place">At which place they stop; null for all.</param>
/// <param name="Destination">To which country; null for all.</param>
/// <param name="Feed">A carrier that tells nothing meanwhile, though its parcels move.</param>
public sealed record Trouble(Interval Span, string? Carrier = null, string? Place = null, string? Destination = null, string? Feed = null)
{
    public bool Hits(string carrier, string place, string destination, int step) =>
        Feed is null && (Carrier ?? carrier) == carrier && (Place ?? place) == place && (Destination ?? destination) == destination;
}
