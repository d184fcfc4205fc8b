using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Cases;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Ops;

/// <summary>Administrators say when teams work and by when cases are due.</summary>
public sealed class TeamPagesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly BunitContext _page = new();
    private TestDatabase _database = null!;
    private TeamStore _teams = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _teams = new TeamStore(_database.DataSource);
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        _page.Services.AddSingleton(_teams).AddSingleton<TimeProvider>(new FakeTimeProvider(GivenCases.Now.ToDateTimeOffset()));
        _page.AddAuthorization().SetAuthorized("boss@example.test").SetRoles(nameof(Role.Administrator));
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_team_is_saved_as_its_fields_say_and_what_is_wrong_is_told_before()
    {
        var page = _page.Render<TeamPage>(parameters => parameters.Add(one => one.Id, 1));
        page.WaitForAssertion(() => Assert.Equal("Operations", page.Find("h1").TextContent), Patience);
        await page.InvokeAsync(() => page.Find("input[list=zones]").Change("Mars/Olympus"));
        for (var day = 1; day <= 5; day++)
            await page.InvokeAsync(() => page.Find($"fieldset label:nth-of-type({day}) input").Change(false));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        Assert.Equal(2, page.FindAll("[role=alert] p").Count);
        Assert.Contains("“Mars/Olympus” is no time zone", page.Find("[role=alert]").TextContent);

        await page.InvokeAsync(() => page.Find("input[list=zones]").Change("Europe/Berlin"));
        await page.InvokeAsync(() => page.Find("fieldset label:nth-of-type(6) input").Change(true));
        await page.InvokeAsync(() => page.FindAll("input[type=time]")[0].Change("08:30:00"));
        await page.InvokeAsync(() => page.FindAll("button").Single(button => button.TextContent.Contains("Add a day off")).ClickAsync(new()));
        await page.InvokeAsync(() => page.Find("input[type=date]").Change("2026-12-25"));
        await page.InvokeAsync(() => page.Find(".day input:not([type=date])").Change("<b>Christmas"));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        page.WaitForAssertion(() => Assert.Contains("The team is saved.", page.Find("[role=status]").TextContent), Patience);
        Assert.Equal("Operations; Saturday, 08:30 to 18:00, Europe/Berlin; off 2026-12-25 <b>Christmas", (await _teams.ListAsync(Cancel))[0].Said);
    }

    [Fact]
    public async Task What_somebody_else_saved_meanwhile_stays_and_what_was_typed_stays_in_its_fields()
    {
        var page = _page.Render<TeamPage>(parameters => parameters.Add(one => one.Id, 1));
        page.WaitForElement("input[list=zones]", Patience);
        await page.InvokeAsync(() => page.Find("input[list=zones]").Change("Asia/Tokyo"));
        var seen = (await _teams.ListAsync(Cancel))[0];
        Assert.Null(await _teams.SaveAsync(seen, seen with { Zone = "Europe/Berlin" }, "mara@example.test", Cancel));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());
        page.WaitForAssertion(() => Assert.Contains("Somebody else changed it meanwhile", page.Find("[role=alert]").TextContent), Patience);
        Assert.Equal("Asia/Tokyo", page.Find("input[list=zones]").GetAttribute("value"));
        Assert.Equal("Europe/Berlin", (await _teams.ListAsync(Cancel))[0].Zone);
    }

    [Fact]
    public async Task Hours_are_saved_by_kind_and_tier_and_a_row_without_hours_is_told()
    {
        var page = _page.Render<TeamsPage>();
        var add = page.WaitForElement("section[aria-labelledby=due] form .acts button", Patience);
        await add.ClickAsync(new());
        await page.InvokeAsync(() => page.Find(".row select").Change(nameof(FindingKind.Stalled)));
        await page.InvokeAsync(() => page.Find(".row .tier").Change("vip"));
        await page.InvokeAsync(() => page.Find("section[aria-labelledby=due] form").SubmitAsync());
        Assert.Equal("Stalled, tier vip: say within how many business hours, more than none and at most 2000.", page.Find("[aria-labelledby=due] [role=alert]").TextContent.Trim());
        await page.InvokeAsync(() => page.Find(".row .hours").Change("6.5"));
        await page.InvokeAsync(() => page.Find("section[aria-labelledby=due] form").SubmitAsync());
        page.WaitForAssertion(() => Assert.Contains("The hours are saved.", page.Find("[aria-labelledby=due] [role=status]").TextContent), Patience);
        Assert.Equal([new("Stalled", "vip", 6.5)], await _teams.ListSlasAsync(Cancel));
    }

    [Fact]
    public void A_team_that_is_not_there_is_said_so()
    {
        var page = _page.Render<TeamPage>(parameters => parameters.Add(one => one.Id, 99));
        page.WaitForAssertion(() => Assert.Equal("No such team", page.Find("h1").TextContent), Patience);
    }
}
