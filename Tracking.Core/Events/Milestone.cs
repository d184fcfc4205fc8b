namespace Tracking.Core.Events;

/// <summary>The fine meaning of an event: a closed, postal-shaped list. Source: UPU EMSEVT V3, with the border's transport and parcel-only events beside it.</summary>
public enum Milestone
{
    PreAdvised,
    /// <summary>EMA.</summary>
    Accepted,
    /// <summary>EMB.</summary>
    ArrivedOutwardOffice,
    /// <summary>EXA.</summary>
    ExportPresented,
    /// <summary>EXB.</summary>
    ExportHeld,
    /// <summary>EXC.</summary>
    ExportReleased,
    /// <summary>EXD.</summary>
    HeldOutwardOffice,
    /// <summary>EMC.</summary>
    DepartedOutwardOffice,
    /// <summary>EMJ.</summary>
    ArrivedTransitOffice,
    /// <summary>EMK.</summary>
    DepartedTransitOffice,
    /// <summary>EMD.</summary>
    ArrivedInwardOffice,
    /// <summary>EDA.</summary>
    HeldInwardOffice,
    /// <summary>EDB.</summary>
    CustomsPresented,
    /// <summary>EME.</summary>
    CustomsHeld,
    /// <summary>EDC.</summary>
    CustomsReleased,
    /// <summary>EMF.</summary>
    DepartedInwardOffice,
    /// <summary>EDD.</summary>
    ArrivedSorting,
    /// <summary>EDE.</summary>
    DepartedSorting,
    InTransit,
    /// <summary>Given to the next carrier.</summary>
    HandedOver,
    /// <summary>EMG.</summary>
    ArrivedDelivery,
    /// <summary>EDF.</summary>
    HeldAtDepot,
    /// <summary>EDG.</summary>
    OutForDelivery,
    /// <summary>EMH.</summary>
    AttemptFailed,
    /// <summary>EDH.</summary>
    AtPickupPoint,
    /// <summary>EMI.</summary>
    Delivered,
    Returning,
    Returned,
    /// <summary>EXX.</summary>
    ExportCancelled,
    /// <summary>EDX.</summary>
    ImportTerminated,
    Damaged,
    Lost,
    Destroyed,
    Cancelled,
    FlightDeparted,
    FlightArrived,
    /// <summary>Cut off, offloaded or rolled.</summary>
    FlightMissed,
    Notified,
    AddressChanged,
    AppointmentMade,
}
