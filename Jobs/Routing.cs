using Microsoft.Extensions.Options;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Who can be asked now, by the accounts that are on: a carrier without one is asked about through an aggregator.</summary>
public sealed class Routing(CarrierRegistry carriers, Accounts accounts, IOptions<PollingSettings> settings)
{
    public async Task<AskRoutes> GetAsync(CancellationToken cancel)
    {
        var able = new List<CarrierProfile>();
        foreach (var carrier in carriers.List())
        {
            if (await accounts.WhyOffAsync(carrier, cancel) is null)
                able.Add(carrier.Profile);
        }
        var aggregators = able.Where(profile => profile.IsAggregator).Select(profile => profile.Id).ToList();
        var chosen = new CarrierId(settings.Value.Aggregator ?? "");
        return new AskRoutes([.. able.Select(profile => profile.Id)], aggregators.Contains(chosen) ? chosen : aggregators.Count > 0 ? aggregators[0] : null);
    }
}
