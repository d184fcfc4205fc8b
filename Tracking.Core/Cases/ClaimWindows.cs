using Tracking.Core.Parcels;

namespace Tracking.Core.Cases;

/// <summary>The claim windows that are known; what is not in here is not known, and nobody guesses it.</summary>
/// <param name="aggregators">Who only retells what carriers say, and so pays for nothing.</param>
public sealed class ClaimWindows(IReadOnlyList<ClaimWindow> windows, IReadOnlySet<CarrierId> aggregators)
{
    /// <summary>False for whoever only retells.</summary>
    public bool CanBeAsked(CarrierId carrier) => carrier.Value != Leg.Undecided && !aggregators.Contains(carrier);

    /// <summary>Those of one carrier, in the order of their kinds.</summary>
    public IReadOnlyList<ClaimWindow> Of(CarrierId carrier) => [.. windows.Where(window => window.Carrier == carrier).OrderBy(window => window.Kind)];

    /// <summary>These with others laid over them: each takes the place of all that are known of its carrier and kind.</summary>
    public ClaimWindows With(IReadOnlyList<ClaimWindow> own) =>
        own.Count == 0 ? this : new([.. windows.Where(window => !own.Any(one => one.Carrier == window.Carrier && one.Kind == window.Kind)), .. own], aggregators);
}
