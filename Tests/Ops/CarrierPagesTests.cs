using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;
using NodaTime;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;

namespace Tracking.Tests.Ops;

public sealed class CarrierPagesTests : IAsyncLifetime
{
    private const string Secret = "an-invented-client-secret";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly CarrierId Fedex = new("fedex");

    private readonly BunitContext _page = new();
    private TestDatabase _database = null!;
    private AccountStore _accounts = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        _page.Services.AddSightOfAll().AddSingleton(_database.DataSource).AddSingleton(TimeProvider.System).AddSingleton(new Wakes(_database.DataSource, NullLogger<Wakes>.Instance))
            .AddSingleton<PushFateStore>().AddSingleton<CaseStore>().AddSingleton<QueueStore>().AddSingleton<People>().AddScoped<CaseDesk>().AddSingleton(new PushGuides(new(), TimeProvider.System))
            .AddSingleton<IReadOnlyList<KnownCarrier>>([new("fedex", "FedEx", ["ClientId", "ClientSecret"], 1000)]).AddCarrierPages();
        _accounts = new AccountStore(_database.DataSource, new EphemeralDataProtectionProvider(), NullLogger<AccountStore>.Instance);
        _page.Services.AddSingleton(_accounts);
        await _accounts.SeedAsync([new StoredAccount { Carrier = Fedex, Settings = new Dictionary<string, string> { ["ClientId"] = "an-id", ["ClientSecret"] = Secret }, SeededFrom = "a" }], Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_lead_pauses_a_carrier_with_a_reason_that_the_board_shows_and_resumes_it()
    {
        SignIn(Role.Lead);
        var shown = Render();
        shown.WaitForAssertion(() => Assert.True(Button(shown, "Pause").HasAttribute("disabled")), Patience);
        await shown.InvokeAsync(() => shown.Find("section[aria-label=Account] input").Input("they move <b>house</b>"));
        await shown.InvokeAsync(() => Button(shown, "Pause").Click());
        shown.WaitForAssertion(() => Assert.Contains("by mara@example.test", shown.Markup), Patience);
        Assert.Equal("they move <b>house</b>", shown.Find("q").TextContent);
        var board = _page.Render<CarriersPage>();
        board.WaitForAssertion(() => Assert.Contains("Paused", board.Find("#fedex .state").TextContent), Patience);
        Assert.Contains("they move <b>house</b>", board.Find("#fedex .state").TextContent);
        await shown.InvokeAsync(() => Button(shown, "Resume").Click());
        shown.WaitForAssertion(() => Assert.Contains("resumed", shown.Markup), Patience);
        Assert.False((await _accounts.ListAsync(Cancel)).Single().IsPaused);
        Assert.DoesNotContain("Give credentials", shown.Markup);
        Assert.DoesNotContain("Change credentials", shown.Markup);
    }

    [Theory]
    [InlineData(Role.Viewer)]
    [InlineData(Role.Agent)]
    public async Task Who_is_no_lead_sees_the_account_and_cannot_act_on_it(Role role)
    {
        SignIn(role);
        var shown = Render();
        shown.WaitForAssertion(() => Assert.Contains("ClientId, ClientSecret: kept encrypted, never shown", shown.Markup), Patience);
        Assert.Empty(shown.FindAll("section[aria-label=Account] button"));
        var desk = _page.Services.GetRequiredService<AccountDesk>();
        Assert.NotNull(await desk.PauseAsync(Fedex, "why not", Cancel));
        Assert.NotNull(await desk.ChangeAsync(Fedex, new AccountChange { PushSecret = "mine" }, Cancel));
        Assert.Equal(TrialEnd.NotAsked, (await desk.TestAsync(Fedex, Cancel)).End);
        Assert.Empty(await _accounts.ListActsAsync(Fedex, 10, Cancel));
    }

    [Fact]
    public async Task An_administrator_gives_credentials_that_no_page_ever_shows()
    {
        SignIn(Role.Administrator);
        var shown = Render();
        shown.WaitForElement("form input[type=password]", Patience);
        Assert.DoesNotContain(Secret, shown.Markup);
        await shown.InvokeAsync(() => shown.FindAll("form input[type=password]")[1].Change("a-second-secret"));
        await shown.InvokeAsync(() => shown.Find("form[autocomplete=off]").Submit());
        shown.WaitForAssertion(() => Assert.Contains("changed ClientSecret", shown.Markup), Patience);
        Assert.DoesNotContain("a-second-secret", shown.Markup);
        Assert.Equal("a-second-secret", (await _accounts.ListAsync(Cancel)).Single().Settings["ClientSecret"]);
    }

    [Fact]
    public void A_wait_says_who_asked_for_it_and_the_time_between_two_requests_is_none()
    {
        var now = Instant.FromUtc(2026, 11, 25, 12, 0);
        var line = new CarrierLine { Carrier = "fedex", HasAccount = true, PushesProven = 0, PushesRefused = 0, Spent = 0, Legs = 0, Late = 0, Quarantined = 0, UnknownCodes = 0, NextAt = now + Duration.FromMinutes(5) };
        Assert.Equal("left alone until 2026-11-25 12:05 UTC: it failed", CarrierBoardView.Wait(line with { Answering = false }, now));
        Assert.Equal("asks us to wait until 2026-11-25 12:05 UTC", CarrierBoardView.Wait(line with { Answering = true }, now));
        Assert.Null(CarrierBoardView.Wait(line with { Answering = true, NextAt = now + Duration.FromSeconds(2) }, now));
        Assert.Equal(["–", "0 %", "under 0.1 %", "0.4 %", "50 %"], [CarrierBoardView.Share(0, 0), CarrierBoardView.Share(0, 9), CarrierBoardView.Share(1, 5000), CarrierBoardView.Share(4, 1000), CarrierBoardView.Share(1, 2)]);
    }

    private IRenderedComponent<CarrierPage> Render() => _page.Render<CarrierPage>(parameters => parameters.Add(one => one.Id, "fedex"));

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<IComponent> shown, string words) => shown.FindAll("button").Single(button => button.TextContent.Trim() == words);

    private void SignIn(Role role)
    {
        var person = _page.AddAuthorization();
        person.SetAuthorized("mara@example.test");
        person.SetRoles([.. Enum.GetValues<Role>().Where(one => one <= role).Select(one => one.ToString())]);
    }
}
