using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor;
using MudBlazor.Services;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Ops;

/// <summary>Why something is a finding or none, and how often we were right, as ops see it.</summary>
public sealed class WhyPagesTests : IAsyncLifetime
{
    private readonly BunitContext _page = new();

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public WhyPagesTests()
    {
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        _page.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 11, 18, 12, 0, 0, TimeSpan.Zero)));
        _page.Services.AddSingleton(new CarrierRegistry()).AddSingleton<CarrierPages>();
        _page.AddAuthorization().SetAuthorized("mara@example.test").SetRoles(nameof(Role.Agent));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    private static History Arrived() => new History().Leg("cainiao").Parcel(parcel => parcel with { Value = 80, Currency = "EUR" }).Learned(GivenLanes.Usual())
        .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
        .Says("2026-11-04 21:00 +08:00", Milestone.DepartedOutwardOffice, "CN Shenzhen")
        .Says("2026-11-08 03:00 -03:00", Milestone.ArrivedInwardOffice, "BR <b>Curitiba");

    [Fact]
    public void A_finding_shows_what_is_usual_how_unusual_it_is_and_the_line_that_proves_it()
    {
        var history = Arrived();
        var panel = _page.Render<FindingPanel>(parameters => parameters.Add(one => one.ParcelId, 7)
            .Add(one => one.Finding, Assert.Single(history.Inspect("2026-11-18 12:00").Findings)).Add(one => one.Timeline, history.Timeline()));
        Assert.Equal(["Expected", "Usual here", "How unusual", "At stake", "Must act", "Next", "If nothing is told", "Proved by"], panel.FindAll("dt").Select(topic => topic.TextContent));
        Assert.Contains("lost with a chance of 26.4 %", panel.Find("dl").TextContent);
        Assert.Contains("<b>Curitiba", panel.Find("strong").TextContent);
        Assert.StartsWith("/ops/parcels/7#line-", panel.Find("dd a").GetAttribute("href"));
    }

    [Fact]
    public void A_parcel_that_is_no_exception_shows_each_rule_that_waits_and_when_it_will_speak()
    {
        var why = Inspection.WhyNot(Arrived().Parcel(parcel => parcel with { PromisedBy = new(2026, 11, 20) }).Situation(History.At("2026-11-09 12:00")));
        var panel = _page.Render<WhyNotPanel>(parameters => parameters.Add(one => one.Why, why));
        Assert.Equal("Why is this not an exception?", panel.Find("summary").TextContent);
        Assert.Equal(["Lost at destination", "Missed estimated day"], panel.FindAll("h3").Select(heading => heading.FirstChild!.TextContent.Trim()));
        Assert.Contains("an exception on 2026-11-21 20:11 UTC", panel.Markup);
    }

    [Fact]
    public async Task How_often_silent_parcels_were_lost_is_shown_with_counts_and_intervals_and_honestly_empty_before()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _page.Services.AddSingleton(database.DataSource).AddSingleton<LaneStore>().AddSingleton<LaneMonthStore>().AddSingleton<IReadOnlyList<KnownCarrier>>([]);
        _page.Render<MudPopoverProvider>();
        await new LaneStore(database.DataSource).LearnAsync(Cancel);
        var empty = _page.Render<LanesPage>();
        empty.WaitForAssertion(() => Assert.Contains("Nothing is decided yet", empty.Markup), TimeSpan.FromSeconds(20));
        await using (var command = database.DataSource.CreateCommand("""
            insert into tracking.loss_forecast (parcel_id, since, days, version, chance, lost)
            select n, now(), 7, 1, 0.04, n % 25 = 0 from generate_series(1, 1000) n union all
            select n, now(), 14, 1, 0.15, n % 2 = 0 from generate_series(1, 200) n union all
            select n, now(), 21, 1, 0.5, null from generate_series(1, 30) n
            """))
            await command.ExecuteNonQueryAsync(Cancel);
        var shown = _page.Render<LanesPage>();
        shown.WaitForAssertion(() => Assert.Contains("30 still open", shown.Find("#losses").ParentElement!.TextContent), TimeSpan.FromSeconds(20));
        Assert.Equal(["0 to 10 %|1,000|4.0 %|4.0 %|3.0 % to 5.4 %|as told", "10 to 20 %|200|15.0 %|50.0 %|43.1 % to 56.9 %|more were lost than told"],
            shown.FindAll("section[aria-labelledby=losses] tbody tr").Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent))));
    }
}
