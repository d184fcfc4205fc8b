using Microsoft.AspNetCore.Components;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

public sealed partial class ReplayOutcome : IAsyncDisposable
{
    private const int Page = 50;
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private Replay? _replay;
    private List<ReplayChange> _changes = [];
    private ITimer? _timer;
    private bool _more;
    private bool _absent;
    private bool _failed;

    [Parameter, EditorRequired] public required long Id { get; set; }

    /// <summary>Is given the replay as it stands at each look; null where there is none.</summary>
    [Parameter] public EventCallback<Replay?> Looked { get; set; }

    [Inject(Key = Sight.Key)] private ReplayStore Store { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_timer is not null)
            await _timer.DisposeAsync();
        _end.Dispose();
    }

    /// <summary>Looks again at once.</summary>
    public async Task LookAsync()
    {
        try
        {
            _replay = await Store.FindAsync(Id, _end.Token);
            _absent = _replay is null;
            // While it runs, parcels come in the order of their ids: what is shown only grows.
            if (_changes.Count < Page)
                await ReadAsync([], 0);
            _failed = false;
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
        catch (NpgsqlException)
        {
            _failed = true;
        }
        StateHasChanged();
        await Looked.InvokeAsync(_replay);
    }

    protected override void OnInitialized() => _timer = Clock.CreateTimer(_ => InvokeAsync(async () =>
    {
        if (_replay is not { HasEnded: true })
            await LookAsync();
    }), null, Glance, Glance);

    protected override async Task OnParametersSetAsync()
    {
        if (_replay?.Id == Id)
            return;
        (_replay, _changes) = (null, []);
        await LookAsync();
    }

    private Task MoreAsync() => ReadAsync(_changes, _changes[^1].ParcelId);

    private async Task ReadAsync(IEnumerable<ReplayChange> before, long after)
    {
        var next = await Store.ListChangesAsync(Id, after, Page + 1, _end.Token);
        _changes = [.. before, .. next.Take(Page)];
        _more = next.Count > Page;
    }
}
