using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor.Services;
using Tracking.Core.Notices;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Ops;

/// <summary>The page of messages to buyers: what it shows, and who may stop them.</summary>
public sealed class OutboxPageTests : IAsyncLifetime
{
    private readonly BunitContext _page = new();
    private TestDatabase _database = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        var mails = new MailStore(_database.DataSource);
        var settings = Options.Create(new MailSettings { Folder = "/nowhere/mail" });
        _page.Services.AddSightOfAll().AddSingleton(mails).AddSingleton(settings).AddSingleton(new MailFolder(null!, mails, settings)).AddSingleton(TimeProvider.System);
        SignIn(Role.Lead);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public void Without_messages_it_says_how_they_come_about_and_where_they_land()
    {
        var shown = _page.Render<OutboxPage>();
        shown.WaitForAssertion(() => Assert.Contains("Nobody has been written to yet", shown.Markup), Patience);
        Assert.Equal(("mail", "/nowhere/mail"), (shown.Find(".mono").TextContent, shown.Find(".mono").GetAttribute("title")));
    }

    [Fact]
    public async Task A_state_is_chosen_in_the_address_and_what_nobody_knows_stands_out()
    {
        await AddAsync("SO-1", MailState.Sent);
        await AddAsync("SO-2", MailState.Uncertain);
        var shown = _page.Render<OutboxPage>();
        shown.WaitForAssertion(() => Assert.Equal(2, shown.FindAll("tbody tr").Count), Patience);
        Assert.Equal("Uncertain", shown.Find(".state.warn").TextContent);
        var link = shown.FindAll("nav.states a").Single(one => one.TextContent.StartsWith("Uncertain", StringComparison.Ordinal));
        Assert.Equal(("Uncertain 1", "/ops/outbox?state=Uncertain"), (link.TextContent, link.GetAttribute("href")));
        _page.Services.GetRequiredService<NavigationManager>().NavigateTo("/ops/outbox?state=Uncertain&order=so-2");
        shown.WaitForAssertion(() => Assert.Contains("SO-2", Assert.Single(shown.FindAll("tbody tr")).TextContent), Patience);
        _page.Services.GetRequiredService<NavigationManager>().NavigateTo("/ops/outbox?order=SO-3");
        shown.WaitForAssertion(() => Assert.Contains("No message fits this", shown.Markup), Patience);
    }

    [Fact]
    public async Task A_lead_stops_all_messages_with_a_reason_and_lets_them_leave_again()
    {
        await AddAsync("SO-1", MailState.Waiting, "interval '30 hours'");
        var shown = _page.Render<OutboxPage>();
        await PressAsync(shown, "Stop all messages…");
        shown.WaitForElement("input[placeholder='for those who come after you']", Patience);
        await shown.InvokeAsync(() => shown.Find("input[placeholder='for those who come after you']").Change("wrong words"));
        await PressAsync(shown, "Stop all messages now");
        shown.WaitForAssertion(() => Assert.Contains("1 of them is due for more than a day and will be dropped", shown.Markup), Patience);
        Assert.Contains("wrong words", shown.Find("ol.audit q").TextContent);
        await PressAsync(shown, "Let messages leave again");
        shown.WaitForAssertion(() => Assert.Contains("1 message that came too late was dropped", shown.Markup), Patience);
        Assert.Contains("Messages leave", shown.Find("h2").TextContent);
    }

    [Fact]
    public async Task An_agent_cannot_stop_messages_and_an_address_is_masked_for_who_only_looks()
    {
        SignIn(Role.Agent);
        await AddAsync("SO-1", MailState.Waiting);
        var shown = _page.Render<OutboxPage>();
        shown.WaitForAssertion(() => Assert.Single(shown.FindAll("tbody tr")), Patience);
        Assert.DoesNotContain(shown.FindAll("button"), button => button.TextContent.Contains("Stop all", StringComparison.Ordinal));
        Assert.Equal("k•••@e•••", OutboxView.Masked("kim@example.test"));
    }

    private static async Task PressAsync(IRenderedComponent<OutboxPage> shown, string label)
    {
        shown.WaitForAssertion(() => Assert.Contains(shown.FindAll("button"), button => button.TextContent.Trim() == label), Patience);
        await shown.InvokeAsync(() => shown.FindAll("button").Single(button => button.TextContent.Trim() == label).Click());
    }

    private void SignIn(Role role)
    {
        var signedIn = _page.AddAuthorization();
        signedIn.SetAuthorized("mara@example.test");
        signedIn.SetRoles([.. Enum.GetValues<Role>().Where(one => one <= role).Select(one => one.ToString())]);
        signedIn.SetPolicies(AccessSetup.Ops);
    }

    private async Task AddAsync(string number, MailState state, string overdue = "interval '0'")
    {
        await using var command = _database.DataSource.CreateCommand($"""
            with shop as (insert into tracking.shop (name) values ('Blue Kettle') on conflict (name) do update set name = excluded.name returning id),
            bought as (insert into tracking.purchase (shop_id, channel, number, buyer_email, token_hash, token_cipher) select id, 'web', '{number}', 'kim@example.test', sha256('{number}'), '' from shop returning id),
            asked as (insert into tracking.subscription (purchase_id, kinds, language, token_hash, token_cipher) select id, '{"{Shipped}"}', 'en', sha256('s{number}'), '' from bought returning id)
            insert into tracking.mail (subscription_id, message_id, asks, state, due_at) select id, '{number}@example.test', false, '{state}', now() - {overdue} from asked
            """);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
