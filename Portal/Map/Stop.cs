using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Portal.Map;

/// <summary>A place on the way of a parcel, the day it came there, and the town that is; null where nobody can locate it.</summary>
public sealed record Stop(Place Place, LocalDate? Day, Town? Town);
