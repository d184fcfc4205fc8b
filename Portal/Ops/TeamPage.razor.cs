using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using NodaTime;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

public sealed partial class TeamPage
{
    private static readonly IsoDayOfWeek[] Week = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day is not IsoDayOfWeek.None)];
    private static readonly IReadOnlyList<string> Zones = [.. DateTimeZoneProviders.Tzdb.Ids.Where(zone => zone == "UTC" || zone.Contains('/') && !zone.StartsWith("Etc/", StringComparison.Ordinal))];

    private Team? _seen;
    private TeamDraft? _draft;
    private IReadOnlyDictionary<string, long?> _people = new Dictionary<string, long?>();
    private IReadOnlyDictionary<long, (string Name, long Team)> _shops = new Dictionary<long, (string, long)>();
    private IReadOnlyDictionary<long, string> _teams = new Dictionary<long, string>();
    private IReadOnlyList<string> _problems = [];
    private string? _told;
    private bool _dirty;
    private bool _absent;
    private bool _failed;

    [Parameter] public long Id { get; set; }

    [Inject] private TeamStore Teams { get; set; } = null!;
    [Inject] private AuthenticationStateProvider SignedIn { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    protected override Task OnParametersSetAsync() => _seen?.Id == Id ? Task.CompletedTask : LookAsync();

    private async Task LookAsync()
    {
        try
        {
            var all = await Teams.ListAsync(CancellationToken.None);
            _people = await Teams.ListPeopleAsync(CancellationToken.None);
            _shops = all.SelectMany(team => team.Shops.Select(shop => (shop.Key, Of: (shop.Value, team.Id)))).OrderBy(shop => shop.Of.Value, StringComparer.Ordinal).ToDictionary(shop => shop.Key, shop => shop.Of);
            _teams = all.ToDictionary(team => team.Id, team => team.Name);
            _seen = all.FirstOrDefault(team => team.Id == Id);
            (_draft, _absent, _dirty, _problems) = (_seen is null ? null : TeamDraft.Of(_seen), _seen is null, false, []);
        }
        catch (NpgsqlException)
        {
            _failed = true;
        }
    }

    private async Task SaveAsync()
    {
        var wanted = _draft!.Read(_seen!, _shops.ToDictionary(shop => shop.Key, shop => shop.Value.Name));
        _problems = [.. _draft.Problems(wanted)];
        if (_problems.Count == 0)
            await DoAsync(me => Teams.SaveAsync(_seen!, wanted, me, CancellationToken.None), "The team is saved.");
    }

    private async Task RemoveAsync()
    {
        if (await DoAsync(me => Teams.RemoveAsync(_seen!, me, CancellationToken.None), null))
            Navigation.NavigateTo("/ops/teams");
    }

    /// <summary>Does an act and looks again; what was written stays in its fields where it was not done.</summary>
    private async Task<bool> DoAsync(Func<string, Task<string?>> act, string? told)
    {
        string? complaint;
        try
        {
            complaint = await act((await SignedIn.GetAuthenticationStateAsync()).User.Identity?.Name ?? "");
        }
        catch (NpgsqlException)
        {
            complaint = "The database does not answer: nothing was saved.";
        }
        _problems = complaint is null ? [] : [complaint];
        if (complaint is null && told is not null)
        {
            await LookAsync();
            _told = told;
        }
        return complaint is null;
    }

    private string Now(long? team) => team is null || team == Id ? "" : $"(now with {_teams.GetValueOrDefault(team.Value)})";

    private static void Turn<T>(HashSet<T> all, T one, ChangeEventArgs change)
    {
        if (change.Value is true)
            all.Add(one);
        else
            all.Remove(one);
    }

    private void Add()
    {
        _draft!.DaysOff.Add(new());
        _dirty = true;
    }

    private void Remove(TeamDraft.DayOff day)
    {
        _draft!.DaysOff.Remove(day);
        _dirty = true;
    }
}
