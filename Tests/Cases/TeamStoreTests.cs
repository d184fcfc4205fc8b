using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Cases;

public sealed class TeamStoreTests : IAsyncLifetime
{
    private const string Boss = "boss@example.test", Mara = "mara@example.test";
    private TestDatabase _database = null!;
    private TeamStore _teams = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _teams = new TeamStore(_database.DataSource);
        await ExecuteAsync("""
            insert into auth.person (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count, role, created_at)
            select n, n || '@example.test', n, n || '@example.test', n, true, false, false, true, 0, 'Agent', now() from unnest(array['mara', 'jonas']) n
            """);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task What_is_saved_of_a_team_is_read_again_and_its_open_cases_get_their_times_anew()
    {
        var (_, held) = await GivenCases.AddAsync(_database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "TEAM0001", Cancel);
        await ExecuteAsync("update tracking.work_case set due_at = now()");
        var night = await MakeAsync("Night");
        var shop = Assert.Single((await _teams.ListAsync(Cancel))[0].Shops);
        var wanted = night with
        {
            Name = "Nights", Zone = "Asia/Shanghai", Opens = new(1, 30), Closes = new(9, 0), Weekdays = [IsoDayOfWeek.Saturday, IsoDayOfWeek.Sunday],
            Holidays = new Dictionary<LocalDate, string> { [new(2027, 1, 1)] = "New Year" }, Members = [Mara], Shops = new Dictionary<long, string> { [shop.Key] = shop.Value },
        };
        Assert.Null(await _teams.SaveAsync(night, wanted, Boss, Cancel));

        var all = await _teams.ListAsync(Cancel);
        Assert.Equal("Nights; Saturday, Sunday, 01:30 to 09:00, Asia/Shanghai; off 2027-01-01 New Year; with mara@example.test; for TEAM0001", all[1].Said);
        Assert.Equal("Operations; Monday to Friday, 09:00 to 18:00, UTC", all[0].Said);
        Assert.Equal(held, Assert.Single(await new DeadlineStore(_database.DataSource, TimeProvider.System).ListUndatedAsync(10, Cancel), one => one.TeamId == night.Id).CaseId);
        var line = Assert.Single(await AuditAsync(), line => line.Act == "changed a team");
        Assert.Equal((Boss, "Night", all[1].Said), (line.By, line.Subject, line.After));
        Assert.StartsWith("Night; Monday to Friday", line.Before);
    }

    [Fact]
    public async Task Somebody_is_in_one_team_at_most_and_leaves_it_by_being_taken_out()
    {
        var (first, second) = ((await _teams.ListAsync(Cancel))[0], await MakeAsync("Night"));
        Assert.Null(await _teams.SaveAsync(first, first with { Members = [Mara, "jonas@example.test"] }, Boss, Cancel));
        Assert.Null(await _teams.SaveAsync(second, second with { Members = [Mara] }, Boss, Cancel));
        Assert.Equal(new Dictionary<string, long?> { ["jonas@example.test"] = first.Id, [Mara] = second.Id }, await _teams.ListPeopleAsync(Cancel));
        second = (await _teams.ListAsync(Cancel))[1];
        Assert.Null(await _teams.SaveAsync(second, second with { Members = [] }, Boss, Cancel));
        Assert.Null((await _teams.ListPeopleAsync(Cancel))[Mara]);
    }

    [Fact]
    public async Task Of_two_who_change_a_team_or_the_hours_at_once_the_second_is_told_and_nothing_of_theirs_is_saved()
    {
        var seen = (await _teams.ListAsync(Cancel))[0];
        var answers = await Task.WhenAll(new[] { "Europe/Berlin", "Asia/Tokyo" }.Select(zone => _teams.SaveAsync(seen, seen with { Zone = zone }, Boss, Cancel)));
        Assert.Single(answers, answer => answer is null);
        Assert.StartsWith("Somebody else changed it", Assert.Single(answers, answer => answer is not null));
        Assert.Null(await _teams.SaveSlasAsync([], [new("Stalled", "", 10)], Boss, Cancel));
        Assert.StartsWith("Somebody else changed it", await _teams.SaveSlasAsync([], [new("Stalled", "", 5)], Boss, Cancel));
        Assert.Equal([new("Stalled", "", 10)], await _teams.ListSlasAsync(Cancel));
        Assert.Equal(("as usual", "Stalled, every tier: 10 h"), (await AuditAsync()).Where(line => line.Act == "changed by when cases are due").Select(line => (line.Before, line.After)).Single());
    }

    [Fact]
    public async Task A_team_is_removed_unless_it_has_shops_or_is_the_first()
    {
        await GivenCases.AddAsync(_database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "TEAM0002", Cancel);
        var (first, second) = ((await _teams.ListAsync(Cancel))[0], await MakeAsync("Night"));
        Assert.StartsWith("New shops come to the first team", await _teams.RemoveAsync(first, Boss, Cancel));
        Assert.Null(await _teams.SaveAsync(second, second with { Shops = first.Shops, Members = [Mara] }, Boss, Cancel));
        second = (await _teams.ListAsync(Cancel))[1];
        Assert.Equal("It has shops: give TEAM0002 to another team first.", await _teams.RemoveAsync(second, Boss, Cancel));
        first = (await _teams.ListAsync(Cancel))[0];
        Assert.Null(await _teams.SaveAsync(first, first with { Shops = second.Shops }, Boss, Cancel));
        second = (await _teams.ListAsync(Cancel))[1];
        Assert.Null(await _teams.RemoveAsync(second, Boss, Cancel));
        Assert.Equal("There is a team Operations already.", (await _teams.MakeAsync(" Operations ", Boss, Cancel)).Why);
        Assert.Single(await _teams.ListAsync(Cancel));
    }

    [Fact]
    public void What_no_team_can_work_by_is_told_in_sentences()
    {
        var team = new Team { Id = 1, Name = " ", Zone = "Berlin", Opens = new(18, 0), Closes = new(9, 0), Weekdays = [] };
        Assert.Equal(
            [
                "Give the team a name of at most 60 characters.", "“Berlin” is no time zone: choose one such as Europe/Berlin.", "It closes before it opens: a team’s day ends on the day on which it begins.",
                "Choose at least one day of the week: a team that never works promises nothing.",
            ],
            team.Problems());
        Assert.Equal(
            ["Stalled, every tier: say within how many business hours, more than none and at most 2000.", "Every kind, tier VIP is there twice: keep one of them."],
            CaseSla.Problems([new("Stalled", "", 0), new("", "VIP", 3), new("", "vip", 4)]));
    }

    private async Task<Team> MakeAsync(string name)
    {
        var (id, why) = await _teams.MakeAsync(name, Boss, Cancel);
        Assert.Null(why);
        return (await _teams.ListAsync(Cancel)).Single(team => team.Id == id);
    }

    private Task<IReadOnlyList<AuditLine>> AuditAsync() => new AuditStore(_database.DataSource).ListAsync(new AuditFilter { Source = "person" }, null, 100, Cancel);

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
