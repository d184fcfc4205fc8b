using NodaTime;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>Carriers that cannot be heard now.</summary>
/// <param name="Silent">Those that do not answer, and since when.</param>
/// <param name="Dead">Those that answer and have no news for anyone, and since when.</param>
internal sealed record Unheard(IReadOnlyDictionary<CarrierId, Instant> Silent, IReadOnlyDictionary<CarrierId, Instant> Dead);
