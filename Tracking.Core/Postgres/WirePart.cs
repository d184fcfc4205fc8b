using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

/// <summary>A wire for somebody who looks at one parcel: with the numbers in it that are the parcel's own and those that belong to others.</summary>
public sealed record WirePart(Wire Wire, IReadOnlyList<string> Own, IReadOnlyList<string> Others);
