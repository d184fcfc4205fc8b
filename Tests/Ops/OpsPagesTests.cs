using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Cases;
using Tracking.Tests.Given;
using Xunit;
using QueuePage = Tracking.Portal.Ops.QueuePage;

namespace Tracking.Tests.Ops;

public sealed class OpsPagesTests : IAsyncLifetime
{
    readonly BunitContext page = new();
    TestDatabase database = null!;
    Wakes wakes = null!;

    static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestPostgres.CreateDatabaseAsync(Cancel);
        wakes = new Wakes(database.DataSource, NullLogger<Wakes>.Instance);
        page.JSInterop.Mode = JSRuntimeMode.Loose;
        page.Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        page.Services.AddSingleton(database.DataSource).AddSingleton<TimeProvider>(new FakeTimeProvider(GivenCases.Now.ToDateTimeOffset())).AddSingleton(wakes)
            .AddParcelPage().AddSingleton<SavedViewStore>().AddSingleton<People>();
        SignIn(Role.Agent);
    }

    public async ValueTask DisposeAsync()
    {
        await page.DisposeAsync();
        wakes.Dispose();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task The_queue_shows_a_case_with_what_is_wrong_and_leads_to_its_parcel()
    {
        var (parcel, _) = await GivenCases.AddAsync(database.DataSource, FindingKind.LostAtDestination, Severity.Critical, 3000, "<B>LOST", Cancel);
        var queue = page.Render<QueuePage>();
        queue.WaitForAssertion(() => Assert.Equal("Something is wrong with <B>LOST", queue.Find("a.sentence").TextContent), TimeSpan.FromSeconds(20));
        Assert.Equal($"/ops/parcels/{parcel}", queue.Find("a.sentence").GetAttribute("href"));
        Assert.Contains("Lost at destination", queue.Find("tbody td:nth-child(2)").TextContent);
        Assert.Contains("1 case waiting", queue.Find("[role=status]").TextContent);
    }

    [Fact]
    public void A_queue_without_cases_says_that_nobody_is_needed()
    {
        var queue = page.Render<QueuePage>();
        queue.WaitForAssertion(() => Assert.Contains("No parcel needs a person", queue.Markup), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Choosing_a_filter_changes_the_address_and_the_queue()
    {
        await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "STAL0001", Cancel);
        await GivenCases.AddAsync(database.DataSource, FindingKind.CustomsDelay, Severity.Exception, 2000, "CUST0001", Cancel);
        var queue = page.Render<QueuePage>();
        queue.WaitForAssertion(() => Assert.Equal(2, queue.FindAll("a.sentence").Count), TimeSpan.FromSeconds(20));
        await queue.InvokeAsync(() => queue.FindAll("fieldset button").Single(button => button.TextContent.Contains("Stalled")).Click());
        queue.WaitForAssertion(() => Assert.Contains("STAL0001", Assert.Single(queue.FindAll("a.sentence")).TextContent), TimeSpan.FromSeconds(20));
        Assert.EndsWith("/ops?kind=Stalled", page.Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public async Task The_queue_names_carriers_and_its_address_keeps_their_ids()
    {
        await GivenCases.AddAsync(database.DataSource, FindingKind.CarrierSilent, Severity.Warning, 1000, "NAME0001", Cancel, carrier: "seventeentrack");
        await using (var command = database.DataSource.CreateCommand("update tracking.finding set document = document || jsonb_build_object('sentence', 'seventeentrack has not answered.')"))
            await command.ExecuteNonQueryAsync(Cancel);
        page.Services.GetRequiredService<NavigationManager>().NavigateTo("/ops?by=Carrier&kind=CarrierSilent");
        var queue = page.Render<QueuePage>();
        queue.WaitForAssertion(() => Assert.Equal("17TRACK has not answered.", queue.Find("a.sentence").TextContent), TimeSpan.FromSeconds(20));
        Assert.Equal("17TRACK", queue.Find("tr.group .said").TextContent);
        Assert.DoesNotContain("seventeentrack", queue.Find("table").TextContent);
        await queue.InvokeAsync(() => queue.FindAll("fieldset button").Single(button => button.TextContent.Contains("17TRACK")).Click());
        Assert.Contains("carrier=seventeentrack", page.Services.GetRequiredService<NavigationManager>().Uri);
    }

    [Fact]
    public async Task Pages_that_are_left_listen_no_longer()
    {
        var (parcel, _) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "STAL0002", Cancel);
        page.Render<QueuePage>();
        page.Render<ParcelPage>(parameters => parameters.Add(one => one.Id, parcel));
        Assert.Equal(2, wakes.Count(Wakes.Changed));
        await page.DisposeComponentsAsync();
        Assert.Equal(0, wakes.Count(Wakes.Changed));
    }

    [Theory]
    [InlineData(Role.Agent, true)]
    [InlineData(Role.Viewer, false)]
    public async Task A_carriers_page_shows_what_was_refused_and_set_aside_and_only_who_may_act_can_have_it_read_again(Role role, bool may)
    {
        await using (var command = database.DataSource.CreateCommand("""
            insert into tracking.refused_push (receipt, carrier, why, status, body) values ('abcdefgh23456789', 'fedex', 'The header fdx-signature is missing.', 401, '<script>');
            with kept as (insert into tracking.wire (carrier, kind, trust, body) values ('fedex', 'Push', 'Evidence', '<b>odd') returning id, received_at)
            insert into tracking.quarantine (wire_id, wire_received_at, carrier, why) select id, received_at, 'fedex', 'not JSON, or broken off' from kept
            """))
            await command.ExecuteNonQueryAsync(Cancel);
        page.Services.AddCarrierPages().AddSingleton<PushFateStore>().AddSingleton(new PushGuides(new(), TimeProvider.System))
            .AddSingleton<IReadOnlyList<KnownCarrier>>([new("fedex", "FedEx", [])]);
        SignIn(role);
        var shown = page.Render<CarrierPage>(parameters => parameters.Add(one => one.Id, "fedex"));
        shown.WaitForAssertion(() => Assert.Contains("The header fdx-signature is missing.", shown.Markup), TimeSpan.FromSeconds(20));
        Assert.Equal(["<script>", "<b>odd"], shown.FindAll("pre").Select(pre => pre.TextContent));
        var again = shown.FindAll("button").Where(button => button.TextContent.Contains("Read them again")).ToList();
        Assert.Equal(may, again.Count == 1);
        if (!may)
            return;
        await shown.InvokeAsync(() => again[0].Click());
        shown.WaitForAssertion(() => Assert.Contains("Every wire of this carrier could be read.", shown.Markup), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Acknowledging_a_case_shows_in_its_history_at_once()
    {
        var (parcel, _) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "STAL0003", Cancel);
        var panel = page.Render<CasePanel>(parameters => parameters.Add(one => one.ParcelId, parcel));
        panel.WaitForElement("textarea", TimeSpan.FromSeconds(20));
        await panel.InvokeAsync(() => panel.Find("textarea").Input("I call them"));
        await panel.InvokeAsync(() => panel.FindAll("button").Single(button => button.TextContent.Contains("Acknowledge")).Click());
        panel.WaitForAssertion(() => Assert.Contains("mara@example.test acknowledged", panel.Find("ol.audit").TextContent), TimeSpan.FromSeconds(20));
        Assert.Contains("I call them", panel.Find("ol.audit q").TextContent);
        Assert.Contains("Acknowledged", panel.Find("p.state").TextContent);
    }

    [Fact]
    public async Task Somebody_overtaken_is_told_and_keeps_their_note()
    {
        var (parcel, id) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "STAL0004", Cancel);
        var panel = page.Render<CasePanel>(parameters => parameters.Add(one => one.ParcelId, parcel));
        panel.WaitForElement("textarea", TimeSpan.FromSeconds(20));
        await panel.InvokeAsync(() => panel.Find("textarea").Input("sent again"));
        await page.Services.GetRequiredService<CaseStore>().ApplyAsync(id, 1, new Core.Cases.TriageAct.Acknowledge(), "jonas@example.test", Cancel);
        await panel.InvokeAsync(() => panel.FindAll("button").Single(button => button.TextContent.Contains("Resolve")).Click());
        panel.WaitForAssertion(() => Assert.Contains("jonas@example.test acknowledged this case at 2026-11-22 12:00:00 UTC", panel.Markup), TimeSpan.FromSeconds(20));
        Assert.Equal("sent again", panel.Find("textarea").GetAttribute("value"));
    }

    [Fact]
    public async Task A_viewer_sees_a_case_and_cannot_act_on_it()
    {
        SignIn(Role.Viewer);
        var (parcel, id) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "STAL0005", Cancel);
        var panel = page.Render<CasePanel>(parameters => parameters.Add(one => one.ParcelId, parcel));
        panel.WaitForAssertion(() => Assert.Contains("lets you look", panel.Markup), TimeSpan.FromSeconds(20));
        Assert.Empty(panel.FindAll("button"));
        var desk = page.Services.GetRequiredService<CaseDesk>();
        Assert.IsType<TriageOutcome.Refused>(await desk.ApplyAsync(id, 1, new Core.Cases.TriageAct.Acknowledge(), Cancel));
    }

    [Fact]
    public async Task An_agent_takes_cases_but_does_not_give_them_to_others()
    {
        var (_, id) = await GivenCases.AddAsync(database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "STAL0006", Cancel);
        var desk = page.Services.GetRequiredService<CaseDesk>();
        Assert.IsType<TriageOutcome.Refused>(await desk.ApplyAsync(id, 1, new Core.Cases.TriageAct.Assign("jonas@example.test"), Cancel));
        Assert.IsType<TriageOutcome.Done>(await desk.ApplyAsync(id, 1, new Core.Cases.TriageAct.Assign("mara@example.test"), Cancel));
    }

    void SignIn(Role role)
    {
        var person = page.AddAuthorization();
        person.SetAuthorized("mara@example.test");
        person.SetRoles([.. Enum.GetValues<Role>().Where(one => one <= role).Select(one => one.ToString())]);
    }
}
