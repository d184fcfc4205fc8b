using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>One push of the plan.</summary>
/// <param name="Due">When it is sent.</param>
/// <param name="AsOf">The moment whose state it tells: before <paramref name="Due"/> where it comes out of order.</param>
/// <param name="Copies">How often the same body is sent.</param>
public sealed record Push(Instant Due, Instant AsOf, CarrierId Carrier, Journey Journey, string Number, int Copies);
