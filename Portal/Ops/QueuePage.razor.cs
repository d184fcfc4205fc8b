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
    private Watch? _watch;
    private DotNetObjectReference<QueuePage>? _self;
    private IJSObjectReference? _keys;
    private QueueView _view = new();
    private Core.Postgres.QueuePage? _page;
    private QueueFacets? _facets;
    private IReadOnlyList<IncidentRow>? _incidents;
    private IReadOnlyList<ParcelHit> _hits = [];
    private string? _search;
    private string _me = "";
    private long? _at;
    private bool _mayAct;
    private bool _failed;

    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private QueueStore Queue { get; set; } = null!;
    [Inject] private CaseDesk Desk { get; set; } = null!;
    [Inject] private Wakes Wakes { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;
    [Inject] private ISnackbar Snackbar { get; set; } = null!;
    [Inject] private IJSRuntime Browser { get; set; } = null!;

    /// <summary>A key that no field had: j and k walk, Enter opens, a acknowledges.</summary>
    [JSInvokable]
    public async Task Pressed(string key)
    {
        if (_page is not { Rows.Count: > 0 } page)
            return;
        var index = page.Rows.ToList().FindIndex(row => row.CaseId == _at);
        switch (key)
        {
            case "j" or "k":
                _at = page.Rows[Math.Clamp(index + (key == "j" ? 1 : -1), 0, page.Rows.Count - 1)].CaseId;
                StateHasChanged();
                await Browser.InvokeVoidAsync("ops.reveal", _end.Token, $"case-{_at}");
                break;
            case "Enter" when index >= 0:
                Navigation.NavigateTo($"/ops/parcels/{page.Rows[index].ParcelId}");
                break;
            case "a" when index >= 0 && _mayAct:
                await ActAsync(page.Rows[index].CaseId, page.Rows[index].Version);
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
        catch (JSDisconnectedException)
        {
        }
        _self?.Dispose();
        _end.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _me = await Desk.MeAsync();
        _mayAct = await Desk.MayActAsync();
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
        _view = QueueView.Of(new Uri(address).Query);
        _search = _view.Filter.Search;
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
            var hits = filter.Search is { } text ? Queue.FindParcelsAsync(text, 20, cancel) : Task.FromResult<IReadOnlyList<ParcelHit>>([]);
            var page = await Queue.ListAsync(filter, asked.Skip, QueueView.PageSize, cancel);
            await Task.WhenAll(facets, incidents, hits);
            if (!ReferenceEquals(asked, _view))
                return;
            (_page, _facets, _incidents, _hits, _failed) = (page, await facets, await incidents, [.. (await hits).Where(hit => !hit.HasOpenCase)], false);
            if (page.Rows.Count == 0 && page.Total > 0)
                Go(asked with { Page = 1 });
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

    private void Go(QueueView view) => Navigation.NavigateTo(view.ToUrl());

    private void SearchAsync() => Go(_view.With(_view.Filter with { Search = _search }));

    private void DaysAsync(ChangeEventArgs change) =>
        Go(_view.With(_view.Filter with { Days = int.TryParse(change.Value?.ToString(), out var days) && days > 0 ? days : null }));

    private async Task ActAsync(long caseId, int seen)
    {
        var complaint = CaseDesk.Complaint(await Desk.ApplyAsync(caseId, seen, new TriageAct.Acknowledge(), _end.Token));
        if (complaint is not null)
            Snackbar.Add(complaint, MudBlazor.Severity.Warning);
        await LookAsync(_end.Token);
    }
}
