using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
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

/// <summary>What a parcel's page tells beside its timeline: what was sent in its place, whom we wrote to, and its orders' other parcels.</summary>
public sealed class ParcelPageTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly BunitContext _page = new();
    private TestDatabase _database = null!;
    private Wakes _wakes = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _wakes = new Wakes(_database.DataSource, NullLogger<Wakes>.Instance);
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        _page.Services.AddSingleton(_database.DataSource).AddSingleton<TimeProvider>(new FakeTimeProvider(GivenCases.Now.ToDateTimeOffset())).AddSingleton(_wakes).AddSingleton<People>().AddParcelPage();
        SignIn(Role.Agent);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        _wakes.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_parcel_sent_again_is_told_on_both_pages_and_in_both_histories_and_can_be_taken_back()
    {
        var (lost, again) = await TwoOfOneOrderAsync();
        var shown = _page.Render<ParcelPage>(parameters => parameters.Add(one => one.Id, lost));
        shown.WaitForElement("[aria-label='Sent again'] input", Patience);
        await shown.InvokeAsync(() => shown.Find("[aria-label='Sent again'] input").Change("again001"));
        await shown.InvokeAsync(() => shown.Find("[aria-label='Sent again'] form").Submit());
        shown.WaitForAssertion(() => Assert.Equal($"/ops/parcels/{again}", shown.Find("[aria-label='Sent again'] li a").GetAttribute("href")), Patience);
        Assert.Contains("sent again as", shown.Find("[aria-label='Sent again'] li").TextContent);
        var other = _page.Render<ParcelPage>(parameters => parameters.Add(one => one.Id, again));
        other.WaitForAssertion(() => Assert.Contains("sent in place of LOST0001", Flat(other.Find("[aria-label='Sent again'] li"))), Patience);
        other.WaitForAssertion(() => Assert.Contains("mara@example.test sent in place of LOST0001", Flat(other.Find("[aria-label='What people did'] li"))), Patience);
        Assert.Contains("mara@example.test sent again as", Flat(shown.WaitForElement("ol.audit li", Patience)));

        await other.InvokeAsync(() => other.Find("[aria-label='Sent again'] li button").Click());
        other.WaitForAssertion(() => Assert.Empty(other.FindAll("[aria-label='Sent again'] li")), Patience);
        Assert.Equal(["not sent in place after all of", "sent in place of"], (await new DossierStore(_database.DataSource).ListActsAsync(again, 10, Cancel)).Select(act => act.Act));
        Assert.Empty(await new ReshipmentStore(_database.DataSource).ListAsync(lost, Cancel));
    }

    [Fact]
    public async Task What_cannot_have_been_sent_in_place_of_a_parcel_is_refused_in_a_sentence()
    {
        var (lost, again) = await TwoOfOneOrderAsync();
        var (elsewhere, _) = await GivenCases.AddAsync(_database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "OTHER001", Cancel);
        var store = new ReshipmentStore(_database.DataSource);
        Assert.Equal("A parcel is not sent in place of itself.", await store.LinkAsync(lost, lost, "mara@example.test", Cancel));
        Assert.Equal("Their orders are not of one shop.", await store.LinkAsync(lost, elsewhere, "mara@example.test", Cancel));
        Assert.Equal("There is no such parcel.", await store.LinkAsync(lost, 4711, "mara@example.test", Cancel));
        Assert.Null(await store.LinkAsync(lost, again, "mara@example.test", Cancel));
        Assert.Null(await store.LinkAsync(lost, again, "jonas@example.test", Cancel));
        Assert.Equal("It is the other way round: this one was sent in place of that.", await store.LinkAsync(again, lost, "mara@example.test", Cancel));
        Assert.Equal("mara@example.test", Assert.Single(await store.ListAsync(lost, Cancel)).By);
        Assert.Single(await new DossierStore(_database.DataSource).ListActsAsync(lost, 10, Cancel));
    }

    [Theory]
    [InlineData(Role.Agent, "anna@example.test")]
    [InlineData(Role.Viewer, "a•••@e•••")]
    public async Task What_its_buyer_was_written_is_told_and_the_address_only_to_those_who_may_act(Role role, string address)
    {
        SignIn(role);
        var (parcel, _) = await TwoOfOneOrderAsync();
        await WriteToAsync("LOST0001");
        await GivenCases.AddAsync(_database.DataSource, FindingKind.Stalled, Severity.Warning, 1000, "OTHER002", Cancel);
        await WriteToAsync("OTHER002");
        var shown = _page.Render<ParcelPage>(parameters => parameters.Add(one => one.Id, parcel));
        var row = shown.WaitForElement("[aria-label='Messages'] tbody tr", Patience);
        Assert.Single(shown.FindAll("[aria-label='Messages'] tbody tr"));
        Assert.Contains(address, row.TextContent);
        Assert.Contains("so-LOST0001", row.TextContent);
        Assert.StartsWith($"/ops/outbox?parcel={parcel}&mail=", row.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal($"/ops/outbox?parcel={parcel}", shown.Find("[aria-label='Messages'] p a").GetAttribute("href"));
        Assert.Contains(address, shown.Find("[aria-label='Orders']").TextContent);
        Assert.Equal(role is Role.Viewer, !shown.Markup.Contains("anna@example.test"));
        Assert.Equal(role is Role.Agent, shown.FindAll("button").Any(button => button.TextContent.Contains("Ask now")));
    }

    [Fact]
    public async Task The_other_parcels_of_an_order_are_a_click_away()
    {
        var (lost, again) = await TwoOfOneOrderAsync();
        var shown = _page.Render<ParcelPage>(parameters => parameters.Add(one => one.Id, lost));
        var other = shown.WaitForElement("[aria-label='Orders'] tr.others a", Patience);
        Assert.Equal(($"/ops/parcels/{again}", "AGAIN001"), (other.GetAttribute("href"), other.TextContent));
        Assert.Equal("/ops?q=so-LOST0001", shown.Find("[aria-label='Orders'] td a").GetAttribute("href"));
    }

    private static string Flat(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A parcel in trouble, and one that the same order travels in since.</summary>
    private async Task<(long Lost, long Again)> TwoOfOneOrderAsync()
    {
        var (lost, _) = await GivenCases.AddAsync(_database.DataSource, FindingKind.LostAtDestination, Severity.Critical, 3000, "LOST0001", Cancel);
        var (again, _) = await GivenCases.AddAsync(_database.DataSource, FindingKind.Stalled, Severity.Watch, 10, "AGAIN001", Cancel);
        await using var command = _database.DataSource.CreateCommand($"""
            update tracking.purchase set buyer_email = 'anna@example.test' where number = 'so-LOST0001';
            delete from tracking.purchase_parcel where parcel_id = {again};
            insert into tracking.purchase_parcel select id, {again}, 2 from tracking.purchase where number = 'so-LOST0001'
            """);
        await command.ExecuteNonQueryAsync(Cancel);
        return (lost, again);
    }

    private async Task WriteToAsync(string number)
    {
        await using var command = _database.DataSource.CreateCommand("""
            with s as (insert into tracking.subscription (purchase_id, kinds, language, token_hash, token_cipher) select id, '{}', 'de', sha256(convert_to('t' || number, 'UTF8')), '\x00' from tracking.purchase where number = 'so-' || $1 returning id)
            insert into tracking.mail (subscription_id, message_id, asks, state, due_at) select id, 'm-' || $1, true, 'Waiting', now() from s
            """);
        command.Parameters.Add(new() { Value = number });
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private void SignIn(Role role) =>
        _page.AddAuthorization().SetAuthorized("mara@example.test").SetRoles([.. Enum.GetValues<Role>().Where(one => one <= role).Select(one => one.ToString())]);
}
