using Microsoft.AspNetCore.Components;
using Npgsql;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

public sealed partial class ParcelPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private Watch? _watch;
    private ParcelView? _parcel;
    private IReadOnlyList<LegAsk> _legs = [];
    private IReadOnlyList<OrderLine> _orders = [];
    private bool _absent;
    private bool _failed;
    private int _looks;

    [Parameter] public long Id { get; set; }

    [Inject] private ParcelStore Parcels { get; set; } = null!;
    [Inject] private DossierStore Dossiers { get; set; } = null!;
    [Inject] private Wakes Wakes { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_watch is not null)
            await _watch.DisposeAsync();
        _end.Dispose();
    }

    protected override void OnInitialized() => _watch = new Watch(Wakes, Clock, cancel => InvokeAsync(() => LookAsync(cancel)));

    protected override async Task OnParametersSetAsync()
    {
        if (_parcel?.Parcel.Id != Id)
            _parcel = null;
        await LookAsync(_end.Token);
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var id = Id;
        try
        {
            var parcel = await Parcels.FindAsync(id, cancel);
            var legs = await Dossiers.ListLegsAsync(id, cancel);
            var orders = await Dossiers.ListOrdersAsync(id, cancel);
            if (id != Id)
                return;
            (_parcel, _legs, _orders, _absent, _failed) = (parcel, legs, orders, parcel is null, false);
            _looks++;
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
        {
            _failed = true;
        }
        StateHasChanged();
    }
}
