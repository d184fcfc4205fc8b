using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Core.Incidents;

/// <summary>Parcels that have something in common which can fail.</summary>
/// <param name="Kind">What they have in common.</param>
/// <param name="Subject">
/// Names it for good: the carrier's id, empty where the parcels of all carriers are meant; then the country and name of a place, the ends of a lane, and the hour of a departure, parted by <c>|</c>.
/// </param>
public readonly record struct Cohort(IncidentKind Kind, string Subject)
{
    private static readonly InstantPattern Hour = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH");

    /// <summary>The id of the carrier; empty for parcels of all carriers.</summary>
    public string Carrier => Subject.Split('|')[0];

    /// <summary>True for parcels of all carriers: a town or a country that stands still does so for everybody.</summary>
    public bool IsOfAll => Subject.StartsWith('|');

    /// <summary>From the most specific to the widest.</summary>
    internal int Breadth => 2 * (int)Kind + (IsOfAll ? 1 : 0);

    /// <summary>The hour in which a flight left.</summary>
    public Instant? Left => Kind is IncidentKind.FlightStuck && Hour.Parse(Subject[(Subject.LastIndexOf('|') + 1)..]) is { Success: true } hour ? hour.Value : null;

    public static Cohort OfCarrier(IncidentKind kind, string carrier) => new(kind, carrier);

    public static Cohort Flight(string place, Instant left) => new(IncidentKind.FlightStuck, $"{place}|{Hour.Format(left)}");

    /// <summary>In words: <c>at CURITIBA, BR</c>, <c>from CN to BR</c>, <c>that left SHENZHEN, CN around 2026-11-20 08:00 UTC</c>; empty for a whole carrier.</summary>
    public string Where()
    {
        var parts = Subject.Split('|');
        return Kind switch
        {
            IncidentKind.FacilityStuck => $"at {Place(parts)}",
            IncidentKind.LaneStuck => $"from {Or(parts[1])} to {Or(parts[2])}",
            IncidentKind.DestinationStuck => $"to {Or(parts[1])}",
            IncidentKind.FlightStuck => $"that left {Place(parts)} around {Left?.ToString("uuuu-MM-dd HH':00 UTC'", CultureInfo.InvariantCulture)}",
            _ => "",
        };
    }

    private static string Place(string[] parts) => parts[1].Length > 0 ? $"{parts[2]}, {parts[1]}" : parts[2];

    private static string Or(string end) => end.Length > 0 ? end : "?";
}
