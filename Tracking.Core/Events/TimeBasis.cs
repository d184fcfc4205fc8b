namespace Tracking.Core.Events;

/// <summary>How the offset of an event's clock is known; only the first five earn an instant.</summary>
public enum TimeBasis
{
    /// <summary>The carrier printed an offset, or UTC beside the local clock, and is known to mean it.</summary>
    Stated,

    /// <summary>The zone of the facility that scanned.</summary>
    Facility,

    /// <summary>The zone of the place: a country with one zone, or a named state or city.</summary>
    Place,

    /// <summary>The carrier keeps one zone for all its scans.</summary>
    Carrier,

    /// <summary>We assume a zone against or without the carrier's word; shown as assumed.</summary>
    Assumed,

    /// <summary>A day without an hour.</summary>
    DateOnly,

    /// <summary>A wall clock whose zone nobody told.</summary>
    Unknown,
}
