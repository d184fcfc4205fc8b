using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using NodaTime;
using Npgsql;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

public sealed partial class ReplaysPage : IAsyncDisposable
{
    private const int Most = 50;
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _end = new();
    private IReadOnlyList<Replay>? _replays;
    private ITimer? _timer;
    private string _carrier = "";
    private DateOnly? _since;
    private string? _complaint;
    private bool _sure;
    private bool _failed;

    [Inject(Key = Sight.Key)] private ReplayStore Store { get; set; } = null!;
    [Inject] private Replays Replays { get; set; } = null!;
    [Inject] private AuthenticationStateProvider SignedIn { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    private Replay? Running => _replays?.FirstOrDefault(one => !one.HasEnded);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_timer is not null)
            await _timer.DisposeAsync();
        _end.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await LookAsync();
        _timer = Clock.CreateTimer(_ => InvokeAsync(LookAsync), null, Glance, Glance);
    }

    private async Task LookAsync()
    {
        try
        {
            _replays = await Store.ListAsync(Most, _end.Token);
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
    }

    private async Task AskAsync(bool dry)
    {
        _sure = false;
        try
        {
            var asked = await Replays.StartAsync(new ReplayRequest
            {
                By = (await SignedIn.GetAuthenticationStateAsync()).User.Identity?.Name ?? "",
                Carrier = _carrier.Length == 0 ? null : new CarrierId(_carrier),
                Since = _since is { } day ? Instant.FromDateTimeUtc(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)) : null,
                DryRun = dry,
            }, _end.Token);
            if (asked is null)
                _complaint = "Another replay was asked for a moment ago.";
            else
                Navigation.NavigateTo($"/ops/replays/{asked.Id}");
        }
        catch (NpgsqlException)
        {
            _complaint = "The database does not answer: nothing was begun.";
        }
        await LookAsync();
    }
}
