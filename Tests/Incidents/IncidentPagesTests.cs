using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using NodaTime;
using NodaTime.Extensions;
using Tracking.Carriers;
using Tracking.Core.Cases;
using Tracking.Core.Incidents;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Incidents;

/// <summary>The pages on which operations see incidents.</summary>
public sealed class IncidentPagesTests : IAsyncLifetime
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private readonly BunitContext _page = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 19, 12, 0, 0, TimeSpan.Zero));
    private TestDatabase _database = null!;
    private Wakes _wakes = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _wakes = new Wakes(_database.DataSource, NullLogger<Wakes>.Instance);
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        _page.Services.AddSightOfAll().AddSingleton(_database.DataSource).AddSingleton<TimeProvider>(_clock).AddSingleton(_wakes).AddSingleton<QueueStore>().AddSingleton<CaseStore>()
            .AddSingleton<IncidentStore>().AddSingleton<BoardStore>().AddSingleton<IReadOnlyList<KnownCarrier>>([new("fedex", "FedEx", [])]).AddSingleton<People>().AddScoped<CaseDesk>()
            .AddSingleton<PushFateStore>().AddSingleton<CarrierHourStore>().AddSingleton(new CarrierRegistry()).AddSingleton<CarrierPages>();
        SignIn(Role.Agent);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        _wakes.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Looking_now_finds_the_incident_whose_page_shows_how_it_was_told_its_parcels_and_its_case()
    {
        await GivenIncidents.UsualAsync(_database, _clock.GetUtcNow().ToInstant(), Cancel);
        await GivenIncidents.StuckAsync(_database, 60, _clock.GetUtcNow().ToInstant(), Cancel);
        var list = _page.Render<IncidentsPage>();
        list.WaitForAssertion(() => Assert.Contains("There was no incident yet.", list.Markup), Wait);
        await list.InvokeAsync(() => list.FindAll("button").Single(button => button.TextContent.Contains("Look now")).Click());
        list.WaitForAssertion(() => Assert.Contains("1 incident open, 60 cases folded", list.Find("[role=status]").TextContent), Wait);
        var id = long.Parse(list.Find("tbody th a").GetAttribute("href")!.Split('/')[^1]);

        var page = _page.Render<IncidentPage>(parameters => parameters.Add(one => one.Id, id));
        page.WaitForAssertion(() => Assert.Equal(50, page.FindAll("[aria-label=Parcels] tbody tr").Count), Wait);
        Assert.Contains("60 parcels under it", page.Find("[aria-label=Parcels] h2").TextContent);
        Assert.Matches("About [0-9]+ scans are usual for them in this time, each by how long it has waited and after which scan; 0 came.", page.Find("[aria-label='Usual and seen'] li").TextContent);
        Assert.Equal(40, page.FindAll("svg rect.bar").Count);
        page.WaitForAssertion(() => Assert.Contains("Acknowledge", page.Find("[aria-label=Case]").TextContent), Wait);

        await page.InvokeAsync(() => page.Find("textarea").Input("They stand in the yard: the hub opens tomorrow."));
        await page.InvokeAsync(() => page.FindAll("[aria-label=Case] button").Single(button => button.TextContent.Contains("Resolve")).Click());
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("p"), said => said.TextContent.Contains("Closed: They stand in the yard: the hub opens tomorrow.")), Wait);
        Assert.Equal(60, (await _page.Services.GetRequiredService<QueueStore>().OrderAsync(new(), QueueGrouping.None, Cancel)).Count);
    }

    [Fact]
    public void A_viewer_sees_incidents_and_cannot_have_them_looked_for()
    {
        SignIn(Role.Viewer);
        var list = _page.Render<IncidentsPage>();
        list.WaitForAssertion(() => Assert.Contains("There was no incident yet.", list.Markup), Wait);
        Assert.DoesNotContain(list.FindAll("button"), button => button.TextContent.Contains("Look now"));
    }

    [Fact]
    public void An_incident_that_never_was_says_so()
    {
        var page = _page.Render<IncidentPage>(parameters => parameters.Add(one => one.Id, 404));
        page.WaitForAssertion(() => Assert.Contains("No such incident", page.Markup), Wait);
    }

    [Fact]
    public async Task A_dead_feed_shows_beside_its_carrier()
    {
        await GivenIncidents.UsualAsync(_database, _clock.GetUtcNow().ToInstant() - Duration.FromDays(2), Cancel);
        await _page.Services.GetRequiredService<IncidentStore>().WatchAsync(new Dictionary<string, string>(), Cancel);
        var board = _page.Render<CarriersPage>();
        board.WaitForAssertion(() => Assert.Contains("Dead feed", board.Find("tr.silent a[href^='/ops/incidents/']").TextContent), Wait);
    }

    [Theory]
    [InlineData(0.00000001, "less than once in a million such times")]
    [InlineData(0.0000237, "about once in 40,000 such times")]
    [InlineData(1, "every time")]
    public void A_chance_is_said_in_words(double chance, string said) => Assert.Equal(said, IncidentView.Odds(chance));

    [Fact]
    public void The_chart_puts_every_quarter_on_its_axis_and_none_outside()
    {
        var from = Instant.FromUtc(2026, 11, 16, 0, 0);
        var chart = IncidentView.ChartOf(new()
        {
            Id = 1, Kind = nameof(IncidentKind.FacilityStuck), Subject = "fedex|US|MEMPHIS", Since = from + Duration.FromHours(20), OpenedAt = from, Parcels = 1, Sentence = "",
            Quarters = [.. Enumerable.Range(0, 40).Select(n => new Quarter(from + Duration.FromHours(n), 10, n < 20 ? 12 : 0))],
        })!;
        Assert.All(chart.Bars, bar => Assert.True(bar is { X: > 0, Y: >= 0, Height: >= 0 } && bar.X + bar.Width <= IncidentView.Width && bar.Y + bar.Height <= IncidentView.Height));
        Assert.Equal((20, 20), (chart.Bars.Count(bar => bar.Within), chart.Bars.Count(bar => bar.Height > 0)));
        Assert.Equal("Scans usual and seen in the last 10 working days: 240 came, about 400 were usual.", chart.Says);
    }

    private void SignIn(Role role)
    {
        var person = _page.AddAuthorization();
        person.SetAuthorized("mara@example.test");
        person.SetRoles([.. Enum.GetValues<Role>().Where(one => one <= role).Select(one => one.ToString())]);
    }
}
