namespace Tracking.Core.Incidents;

/// <summary>What can go wrong with many parcels at once; those that are stuck from the most specific to the widest.</summary>
public enum IncidentKind
{
    /// <summary>Parcels that left one place within hours of each other.</summary>
    FlightStuck,
    FacilityStuck,
    LaneStuck,

    /// <summary>All parcels of a carrier to one country.</summary>
    DestinationStuck,
    CarrierStuck,

    /// <summary>A carrier that answers and has no news for anyone: its parcels move, and we do not see it.</summary>
    DeadFeed,

    /// <summary>A carrier that pushes nothing any more, while asking it still brings news.</summary>
    PushesStopped,

    /// <summary>A carrier that does not answer.</summary>
    CarrierSilent,
}
