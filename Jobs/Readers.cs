using Tracking.Carriers;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>The carriers as they read today: each by its <c>codes.csv</c> with what people laid over it, as last looked up at most two seconds ago.</summary>
public sealed class Readers(CodeRowStore rows, CarrierRegistry carriers, TimeProvider clock)
{
    /// <summary>How long a node may read by the rows that it knew before.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private volatile Loaded? _loaded;

    public async ValueTask<CarrierRegistry> CurrentAsync(CancellationToken cancel)
    {
        if (_loaded is { } known && clock.GetElapsedTime(known.At) < Fresh)
            return known.Carriers;
        return (await LoadAsync([], cancel)).Carriers;
    }

    /// <summary>The carriers as they would read with these rows too; looked up anew.</summary>
    public async Task<CarrierRegistry> WithAsync(IReadOnlyCollection<StoredCodeRow> proposed, CancellationToken cancel) => (await LoadAsync(proposed, cancel)).Carriers;

    private async Task<Loaded> LoadAsync(IReadOnlyCollection<StoredCodeRow> proposed, CancellationToken cancel)
    {
        var laid = await rows.ListAsync(cancel);
        var key = string.Join('\n', laid.Select(row => $"{row.Carrier} {CodeMapping.CsvOf(row)}"));
        if (proposed.Count > 0)
            return new Loaded(carriers.With(Tables([.. laid, .. proposed])), key, 0);
        var before = _loaded;
        var loaded = new Loaded(before?.Key == key ? before.Carriers : carriers.With(Tables(laid)), key, clock.GetTimestamp());
        _loaded = loaded;
        return loaded;
    }

    private Dictionary<Core.Parcels.CarrierId, CodeTable> Tables(IReadOnlyCollection<StoredCodeRow> laid) => laid
        .GroupBy(row => row.Carrier)
        .Where(same => carriers.Find(same.Key) is not null)
        .ToDictionary(same => same.Key, same => carriers.Find(same.Key)!.Codes.With(
            [.. same.Select(CodeMapping.RowOf).GroupBy(row => (row.Code.ToUpperInvariant(), row.Sub.ToUpperInvariant())).Select(rows => rows.Last())]));

    private sealed record Loaded(CarrierRegistry Carriers, string Key, long At);
}
