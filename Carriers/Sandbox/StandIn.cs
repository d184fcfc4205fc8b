using Microsoft.AspNetCore.Routing;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>One carrier of the sandbox.</summary>
/// <param name="Map">Its API, below an address of its own.</param>
/// <param name="Push">Null where it does not push.</param>
public sealed record StandIn(CarrierId Carrier, Action<IEndpointRouteBuilder, Desk> Map, StandInPush? Push = null);
