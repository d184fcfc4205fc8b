using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using MudBlazor;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

public sealed partial class QueuePage : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly QueueOrder _order = new();

    /// <summary>The cases in sight as they were last read: what somebody acts on is what they saw.</summary>
    private readonly Dictionary<long, QueueRow> _seen = [];

    /// <summary>The cases that the next act is for, with the version at which each was chosen.</summary>
    private readonly Dictionary<long, int> _picked = [];
    private readonly Stack<Guid> _strokes = [];
    private HashSet<long> _pickedIds = [];
    private Watch? _watch;
    private DotNetObjectReference<QueuePage>? _self;
    private IJSObjectReference? _keys;
    private QueueTable? _table;
    private QueueView _view = new();
    private QueueFacets? _facets;
    private IReadOnlyList<IncidentRow>? _incidents;
    private IReadOnlyList<ParcelHit> _hits = [];
    private IReadOnlyList<string> _people = [];
    private string? _search;
    private string _me = "";
    private int? _total;
    private bool _mayAct;
    private bool _failed;

    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private QueueStore Queue { get; set; } = null!;
    [Inject] private CaseDesk Desk { get; set; } = null!;
    [Inject] private Wakes Wakes { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;
    [Inject] private ISnackbar Snackbar { get; set; } = null!;
    [Inject] private IDialogService Dialogs { get; set; } = null!;
    [Inject] private IJSRuntime Browser { get; set; } = null!;

    private string Standing => _total is not { } total ? ""
        : (total == QueueStore.Most ? "more than " : "") + Words.Count(total, "case") + (_view.IsAll ? " waiting" : " under these filters");

    /// <summary>A key that no field had.</summary>
    [JSInvokable]
    public async Task Pressed(string key)
    {
        switch (key)
        {
            case "j" or "k":
                _order.Walk(key == "j" ? 1 : -1);
                StateHasChanged();
                await Browser.InvokeVoidAsync("ops.reveal", _end.Token, $"case-{_order.At}");
                break;
            // Also where the queue has moved on meanwhile: who chose a case wants to see it.
            case "Enter" when _order.At is { } at && _order.Entries.FirstOrDefault(entry => entry.CaseId == at) is { ParcelId: > 0 and var parcel }:
                Navigation.NavigateTo($"/ops/parcels/{parcel}");
                break;
            case "x" when _order.At is { } at && VersionOf(at) is { } version:
                Pick(at, version);
                StateHasChanged();
                break;
            case "*":
                PickAll(true);
                StateHasChanged();
                break;
            case ".":
                await RenewAsync();
                break;
            case "u":
                await UndoAsync();
                break;
            case "Escape":
                Clear();
                _order.Leave();
                StateHasChanged();
                break;
            case "?":
                await KeysAsync();
                break;
            case var _ when ActKinds.OfKey(key) is { } kind:
                await StartAsync(kind);
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        await _end.CancelAsync();
        if (_watch is not null)
            await _watch.DisposeAsync();
        try
        {
            if (_keys is not null)
                await _keys.InvokeVoidAsync("stop");
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
        }
        _self?.Dispose();
        _end.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _me = await Desk.MeAsync();
        _mayAct = await Desk.MayActAsync();
        _people = await Desk.ListOthersAsync(_end.Token);
        Navigation.LocationChanged += OnLocationChanged;
        Read(Navigation.Uri);
        _watch = new Watch(Wakes, Clock, cancel => InvokeAsync(() => LookAsync(cancel)));
        await LookAsync(_end.Token);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        _self = DotNetObjectReference.Create(this);
        _keys = await Browser.InvokeAsync<IJSObjectReference>("ops.listenKeys", _end.Token, _self);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath.TrimEnd('/') != QueueView.Path)
            return;
        Read(change.Location);
        _ = InvokeAsync(() => LookAsync(_end.Token));
    }

    private void Read(string address)
    {
        var query = new Uri(address).Query;
        _view = QueueView.Of(query);
        _order.Forget();
        Clear();
        // The address typed here may still stand in the field; in the page's address it never does.
        if (_view.Filter.Buyer is null)
            _search = _view.Filter.Search;
        else if (query.Contains('@') || query.Contains("%40", StringComparison.Ordinal))
            Navigation.NavigateTo(_view.ToUrl(), replace: true);
    }

    /// <summary>What was asked last wins: an answer for filters that have changed meanwhile is thrown away.</summary>
    private async Task LookAsync(CancellationToken cancel)
    {
        var asked = _view;
        try
        {
            var filter = asked.FilterFor(_me);
            var facets = Queue.CountAsync(filter, cancel);
            var incidents = Queue.ListIncidentsAsync(cancel);
            var hits = filter.Search is not null || filter.Buyer is not null ? Queue.FindParcelsAsync(filter, 20, cancel) : Task.FromResult<IReadOnlyList<ParcelHit>>([]);
            var order = await Queue.OrderAsync(filter, asked.Grouping, cancel);
            await Task.WhenAll(facets, incidents, hits);
            if (!ReferenceEquals(asked, _view))
                return;
            _order.Follow(order, hold: _order.At is not null || _picked.Count > 0);
            (_total, _facets, _incidents, _hits, _failed) = (order.Count, await facets, await incidents, [.. (await hits).Where(hit => !hit.HasOpenCase)], false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
        {
            _failed = true;
        }
        await ShowAsync();
    }

    /// <summary>Draws the page, and the lines in sight as they are now.</summary>
    private async Task ShowAsync()
    {
        StateHasChanged();
        if (_table is not null)
            await _table.RefreshAsync();
        StateHasChanged();
    }

    private async Task<IReadOnlyList<QueueRow>> ReadAsync(IReadOnlyList<long> ids, CancellationToken cancel)
    {
        try
        {
            var rows = await Queue.ListAsync(ids, cancel);
            _seen.Clear();
            foreach (var row in rows)
                _seen[row.CaseId] = row;
            return rows;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
        {
            _failed = true;
            return [.. ids.Where(_seen.ContainsKey).Select(id => _seen[id])];
        }
    }

    private Task RenewAsync()
    {
        _order.Renew();
        return ShowAsync();
    }

    private void Go(QueueView view) => Navigation.NavigateTo(view.ToUrl());

    private void SearchAsync() => Go(_view.With((_view.Filter with { Buyer = null }).Searching(_search)));

    private void DaysAsync(ChangeEventArgs change) =>
        Go(_view.With(_view.Filter with { Days = int.TryParse(change.Value?.ToString(), out var days) && days > 0 ? days : null }));

    private Task<IDialogReference> KeysAsync() => Dialogs.ShowAsync<KeysDialog>("Keys", new DialogOptions { CloseOnEscapeKey = true });
}
