using Microsoft.AspNetCore.Components;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

public sealed partial class IncidentPage : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private Watch? _watch;
    private IncidentDetails? _incident;
    private IncidentParcels? _parcels;
    private int _at = 1;
    private int _looks;
    private bool _absent;
    private bool _failed;

    [Parameter] public long Id { get; set; }

    [Inject(Key = Sight.Key)] private IncidentStore Store { get; set; } = null!;
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
        if (_incident?.Id != Id)
            (_incident, _at) = (null, 1);
        await LookAsync(_end.Token);
    }

    private async Task GoAsync(int page)
    {
        _at = page;
        await LookAsync(_end.Token);
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var id = Id;
        try
        {
            var incident = await Store.FindAsync(id, cancel);
            var parcels = await Store.ListParcelsAsync(id, (_at - 1) * IncidentView.PageSize, IncidentView.PageSize, cancel);
            if (id != Id)
                return;
            (_incident, _parcels, _absent, _failed) = (incident, parcels, incident is null, false);
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
