using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.Options;
using Npgsql;
using Tracking.Core.Notices;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

public sealed partial class OutboxPage : IAsyncDisposable
{
    private const int MostActs = 20;
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _end = new();
    private OutboxView _view = new(new());
    private IReadOnlyList<Mail>? _mails;
    private IReadOnlyDictionary<MailState, int> _counts = new Dictionary<MailState, int>();
    private IReadOnlyList<MailAct> _acts = [];
    private MailSwitch? _switch;
    private ITimer? _timer;
    private int _tooLate;
    private string? _search;
    private string? _note;
    private string? _told;
    private bool _mayStop;
    private bool _sure;
    private bool _failed;

    [Inject(Key = Sight.Key)] private MailStore Mails { get; set; } = null!;
    [Inject] private MailFolder Folder { get; set; } = null!;
    [Inject] private IOptions<MailSettings> Settings { get; set; } = null!;
    [Inject] private AuthenticationStateProvider SignedIn { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        await _end.CancelAsync();
        if (_timer is not null)
            await _timer.DisposeAsync();
        _end.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _mayStop = MayStop((await SignedIn.GetAuthenticationStateAsync()).User);
        Navigation.LocationChanged += OnLocationChanged;
        Read(Navigation.Uri);
        await LookAsync();
        _timer = Clock.CreateTimer(_ => InvokeAsync(LookAsync), null, Glance, Glance);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath.TrimEnd('/') != OutboxView.Path)
            return;
        Read(change.Location);
        _ = InvokeAsync(LookAsync);
    }

    private void Read(string address)
    {
        _view = OutboxView.Of(new Uri(address).Query);
        _search = _view.Filter.Search;
    }

    private void Search() => Navigation.NavigateTo((_view with { Filter = _view.Filter with { Search = string.IsNullOrWhiteSpace(_search) ? null : _search.Trim(), Before = null }, Open = null }).ToUrl());

    private async Task LookAsync()
    {
        var asked = _view;
        try
        {
            var mails = await Mails.ListAsync(asked.Filter, _end.Token);
            var counted = await Mails.CountAsync(_end.Token);
            var way = await Mails.SwitchAsync(_end.Token);
            var acts = await Mails.ListActsAsync(MostActs, _end.Token);
            // All at once: a render in between never shows half of it.
            ((_counts, _tooLate), _switch, _acts) = (counted, way, acts);
            if (asked == _view)
                _mails = mails;
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

    /// <summary>The switch is that of all shops.</summary>
    private static bool MayStop(System.Security.Claims.ClaimsPrincipal user) => user.IsInRole(nameof(Role.Lead)) && Sight.IsWhole(user);

    private Task StopAsync() => ActAsync(async me => await Mails.StopAsync(me, string.IsNullOrWhiteSpace(_note) ? null : _note.Trim(), _end.Token) ? "Stopped. What was on its way to the server has left." : "They were stopped already.");

    private Task ResumeAsync() => ActAsync(async me => await Mails.ResumeAsync(me, _end.Token) is { } dropped
        ? dropped == 0 ? "Messages leave again." : $"Messages leave again; {Words.Count(dropped, "message")} that came too late {(dropped == 1 ? "was" : "were")} dropped." : "They leave already.");

    private async Task ActAsync(Func<string, Task<string>> act)
    {
        _sure = false;
        string told;
        try
        {
            var user = (await SignedIn.GetAuthenticationStateAsync()).User;
            told = MayStop(user) ? await act(user.Identity?.Name ?? "") : "Leads and administrators stop messages.";
        }
        catch (NpgsqlException)
        {
            told = "The database does not answer: nothing was changed.";
        }
        // What was done and how it stands now show together.
        await LookAsync();
        _told = told;
    }
}
