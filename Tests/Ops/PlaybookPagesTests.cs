using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;
using MudBlazor.Services;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Notices;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Notices;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Ops;

/// <summary>A case worked by its playbook, and a playbook edited, over a real database and the portal's own letters.</summary>
public sealed class PlaybookPagesTests : IAsyncLifetime
{
    private const string Mara = "mara@example.test";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly BunitContext _page = new();
    private PortalApp _portal = null!;

    private static CancellationToken Cancel => Xunit.TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalApp.StartAsync(Cancel);
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        _page.Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        _page.Services.AddSightOfAll().AddSingleton(_portal.Store<PlaybookStore>()).AddSingleton(_portal.Store<CasePlaybookStore>(_portal.Store<PlaybookStore>())).AddSingleton(new LetterWriter(_portal.Get<OrderStore>(), _portal.Get<ParcelStore>(), _portal.Get<NoticeStore>(), _portal.Get<CarrierPages>(), _portal.Get<MailWriter>(), TimeProvider.System)).AddSingleton(_portal.Store<DossierStore>())
            .AddSingleton(_portal.Get<MailStore>()).AddSingleton(_portal.Get<IOptions<MailSettings>>()).AddSingleton(_portal.Get<IReadOnlyList<KnownCarrier>>()).AddSingleton(_portal.Get<CarrierPages>()).AddSingleton(TimeProvider.System).AddScoped<PlaybookDesk>();
        SignIn(Role.Agent);
    }

    public async ValueTask DisposeAsync()
    {
        await _page.DisposeAsync();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task A_letter_is_shown_whole_in_the_buyers_language_and_leaves_as_it_was_shown()
    {
        var parcel = await WithCaseAsync("SO-1", "770000000001", FindingKind.CustomsActionNeeded, "pt-PT");
        var panel = Panel(parcel);
        await PressAsync(panel, "Letter: Ask the buyer for the number or paper");
        panel.WaitForAssertion(() => Assert.Equal("Blue Kettle: a alfândega precisa de um número seu para o pedido SO-1", panel.Find("label.wide input").GetAttribute("value")), Patience);
        var body = panel.Find("label.wide textarea").GetAttribute("value")!;
        Assert.Contains("FedEx com o código de rastreio 770000000001", body);
        await panel.InvokeAsync(() => panel.Find("label.wide input").Change("Pedido SO-1 parado"));
        panel.WaitForAssertion(() => Assert.Contains("Pedido SO-1 parado", panel.Find("iframe").GetAttribute("srcdoc")), Patience);
        var shown = panel.Find("details pre").TextContent;
        await panel.InvokeAsync(() => panel.FindAll("button").Single(button => button.TextContent.Trim() == "Send this to the buyer").Click());
        panel.WaitForAssertion(() => Assert.Contains("The letter waits in the outbox", panel.Markup), Patience);

        Assert.Equal(1, await _portal.Get<MailSender>().SendDueAsync(Cancel));
        Assert.Equal(0, await _portal.Get<MailSender>().SendDueAsync(Cancel));
        var mail = await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_portal.Mail)), Cancel);
        Assert.Equal(("Pedido SO-1 parado", "kim@example.test"), (mail.Subject, mail.To.ToString()));
        Assert.Equal(Lines(shown)[..^1], Lines(mail.TextBody!)[..^1]);
        Assert.Contains("Blue Kettle escreve a você sobre o pedido SO-1.", mail.TextBody);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        // Who is about to write again sees that somebody did.
        await PressAsync(panel, "Letter: Or refund the buyer");
        panel.WaitForAssertion(() => Assert.Contains("has had a letter about this order already: “Pedido SO-1 parado”", panel.Find("[role=note]").TextContent), Patience);
        await PressAsync(panel, "Close: Or refund the buyer");
        // One click ends these too.
        using (await _portal.Http.PostAsync(new Uri(mail.Headers["List-Unsubscribe"]!.Trim('<', '>')).AbsolutePath, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]), Cancel))
            await PressAsync(panel, "Letter: Or ask the buyer to pay the duty");
        panel.WaitForAssertion(() => Assert.Contains("for no more e-mails about this order", panel.Markup), Patience);
        Assert.True(panel.FindAll("button").Single(button => button.TextContent.Trim() == "Send this to the buyer").HasAttribute("disabled"));

        static string[] Lines(string text) => [.. text.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => line.TrimEnd())];
    }

    [Fact]
    public async Task A_language_that_is_not_written_falls_back_to_English_and_says_so_and_what_is_not_known_is_written_by_hand()
    {
        var parcel = await WithCaseAsync("SO-1", "770000000001", FindingKind.Stalled, "de");
        var books = _portal.Store<PlaybookStore>();
        var step = new PlaybookStep { Id = "ask", Kind = StepKind.AskBuyer, Title = "Ask", Letter = new Dictionary<string, LetterWords> { ["en"] = new("About {number}", "To {country}, {shop}") } };
        await books.SaveAsync(new Playbook { Key = "own", Title = "Own", For = new() { Kinds = [FindingKind.Stalled], Carriers = ["fedex"] }, Steps = [step] }, 0, Mara, Cancel);
        await books.GoLiveAsync("own", 1, Mara, null, Cancel);
        await ExecuteAsync("update tracking.purchase set destination_country = null; update tracking.parcel set destination_country = null");
        var panel = Panel(parcel);
        await PressAsync(panel, "Letter: Ask");
        panel.WaitForAssertion(() => Assert.Contains("The buyer reads Deutsch; the playbook has no such words, so English is sent.", panel.Markup), Patience);
        Assert.Equal("To ____, Blue Kettle", panel.Find("label.wide textarea").GetAttribute("value"));
        await panel.InvokeAsync(() => panel.FindAll("button").Single(button => button.TextContent.Trim() == "Send this to the buyer").Click());
        panel.WaitForAssertion(() => Assert.Contains("Write over each ____", panel.Find("[role=alert].bad").TextContent), Patience);
        Assert.Empty(await _portal.Get<MailStore>().ListAsync(new(), Cancel));
    }

    [Fact]
    public async Task Steps_are_ticked_with_name_and_time_left_out_with_a_reason_and_taken_back()
    {
        var parcel = await WithCaseAsync("SO-1", "770000000001", FindingKind.Stalled, "en");
        var panel = Panel(parcel);
        await PressAsync(panel, "Done: How unusual is the silence?");
        panel.WaitForAssertion(() => Assert.Contains($"done by {Mara}, 2 h after the case was opened", panel.Markup), Patience);
        Assert.Contains("1 of 5 steps done", panel.Markup);
        await PressAsync(panel, "Skip: Ask the carrier to search");
        panel.WaitForElement("form.skip input", Patience);
        await panel.InvokeAsync(() => panel.Find("form.skip input").Input("asked already"));
        await panel.InvokeAsync(() => panel.Find("form.skip").Submit());
        panel.WaitForAssertion(() => Assert.Equal("asked already", panel.Find("q").TextContent), Patience);
        await PressAsync(panel, "Undo: How unusual is the silence?");
        panel.WaitForAssertion(() => Assert.Contains("1 of 5 steps done", panel.Markup), Patience);
        await PressAsync(panel, "Snooze: Wait for an answer");
        panel.WaitForAssertion(() => Assert.Contains("2 of 5 steps done", panel.Markup), Patience);
        Assert.Equal(CaseState.Snoozed, (await _portal.Store<CaseStore>().FindByParcelAsync(parcel, Cancel))!.Case.State);
    }

    [Fact]
    public async Task A_viewer_sees_the_steps_and_no_button_of_them()
    {
        SignIn(Role.Viewer);
        var panel = Panel(await WithCaseAsync("SO-1", "770000000001", FindingKind.Stalled, "en"));
        panel.WaitForAssertion(() => Assert.Equal(5, panel.FindAll("ol.steps > li").Count), Patience);
        Assert.Empty(panel.FindAll("button"));
        Assert.Contains("Your role lets you look", panel.Markup);
    }

    [Fact]
    public async Task An_administrator_writes_a_playbook_tries_it_on_past_cases_makes_it_live_and_goes_back()
    {
        SignIn(Role.Administrator);
        await WithCaseAsync("SO-1", "770000000001", FindingKind.Stalled, "en");
        await WithCaseAsync("SO-2", "770000000002", FindingKind.NotFound, "en");
        var page = Page("stalled");
        page.WaitForAssertion(() => Assert.Equal(5, page.FindAll("ol.steps > li").Count), Patience);
        await page.InvokeAsync(() => page.Find("section[aria-labelledby=for] select").Change("NotFound"));
        await page.InvokeAsync(() => page.FindAll("section[aria-labelledby=for] select")[1].Change("fedex"));
        await PressAsync(page, "Move step 2 up");
        await PressAsync(page, "Remove step 5");
        Assert.Contains("“Or refund the buyer” is removed.", page.Markup);
        await PressAsync(page, "Put it back");
        await PressAsync(page, "Remove step 4");
        await page.InvokeAsync(() => page.Find("section[aria-labelledby=trial] form").Submit());
        page.WaitForAssertion(() => Assert.Contains("2 cases of 2 would have been worked by it.", page.Find("section[aria-labelledby=trial]").TextContent.ReplaceLineEndings(" ")), Patience);
        Assert.Contains("Against what is live now: 1 case more, 0 cases fewer.", page.Markup);
        Assert.Contains("1 case comes from “The carrier does not know the number”.", page.Markup);
        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Contains("The draft is saved.", page.Markup), Patience);
        Assert.Equal(0, (await _portal.Store<PlaybookStore>().FindAsync("stalled", Cancel))!.Version);
        await PressAsync(page, "Make the draft live");
        page.WaitForAssertion(() => Assert.Contains("live, version 1", page.Find(".head").TextContent), Patience);
        var live = (await _portal.Store<PlaybookStore>().FindAsync("stalled", Cancel))!.Live!;
        Assert.Equal(["ask", "usual", "wait", "refund"], live.Steps.Select(step => step.Id));
        await PressAsync(page, "Go back to it: as shipped");
        page.WaitForAssertion(() => Assert.Contains("live, as shipped", page.Find(".head").TextContent), Patience);
    }

    [Fact]
    public async Task A_gap_that_nothing_fills_is_told_while_it_is_written_and_is_not_saved()
    {
        SignIn(Role.Administrator);
        var page = Page("customs-delay");
        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll("ol.steps > li").Count), Patience);
        var letter = page.FindAll("details").Last();
        letter.TriggerEvent("ontoggle", EventArgs.Empty);
        page.WaitForAssertion(() => Assert.Contains("Your shop: we refund order SO-1001", page.FindAll("iframe").Last().GetAttribute("srcdoc")), Patience);
        await page.InvokeAsync(() => page.FindAll(".letter textarea").Last().Change("Dear {name}"));
        page.WaitForAssertion(() => Assert.Contains("Nothing fills {name}", page.Find(".letter [role=alert]").TextContent), Patience);
        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Contains("Step 4, letter in en: Nothing fills {name}", page.Find(".mud-alert").TextContent), Patience);
        Assert.Null((await _portal.Store<PlaybookStore>().FindAsync("customs-delay", Cancel))!.Draft);
    }

    [Theory]
    [InlineData(Role.Viewer, false)]
    [InlineData(Role.Lead, true)]
    public async Task Who_may_not_edit_reads_and_a_lead_tries(Role role, bool tries)
    {
        SignIn(role);
        var page = Page("stalled");
        page.WaitForAssertion(() => Assert.True(page.Find("fieldset").HasAttribute("disabled")), Patience);
        Assert.Equal(tries, page.FindAll("section[aria-labelledby=trial]").Count == 1);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("Save", StringComparison.Ordinal) || button.TextContent.Contains("Turn it off", StringComparison.Ordinal) || button.TextContent.Contains("Go back", StringComparison.Ordinal));
        var desk = _page.Services.GetRequiredService<PlaybookDesk>();
        Assert.Equal("Your role lets you look, not act.", await desk.SaveAsync(ShippedPlaybooks.All["stalled"], 0, Cancel));
        var list = _page.Render<PlaybooksPage>();
        list.WaitForAssertion(() => Assert.Equal(ShippedPlaybooks.All.Count, list.FindAll("tbody tr").Count), Patience);
        Assert.Empty(list.FindAll("form"));
    }

    private IRenderedComponent<PlaybookPanel> Panel(long parcel) => _page.Render<PlaybookPanel>(parameters => parameters.Add(one => one.ParcelId, parcel));

    private IRenderedComponent<PlaybookPage> Page(string key) => _page.Render<PlaybookPage>(parameters => parameters.Add(one => one.Key, key));

    private static async Task PressAsync<T>(IRenderedComponent<T> shown, string label) where T : IComponent
    {
        shown.WaitForAssertion(() => Assert.Contains(shown.FindAll("button"), button => Says(button, label)), Patience);
        await shown.InvokeAsync(() => shown.FindAll("button").First(button => Says(button, label)).Click());

        static bool Says(AngleSharp.Dom.IElement button, string label) => (button.GetAttribute("aria-label") ?? button.TextContent.Trim()) == label;
    }

    private void SignIn(Role role)
    {
        var signedIn = _page.AddAuthorization();
        signedIn.SetAuthorized(Mara);
        signedIn.SetRoles([.. Enum.GetValues<Role>().Where(one => one <= role).Select(one => one.ToString())]);
        signedIn.SetPolicies(AccessSetup.Ops);
    }

    /// <summary>A parcel of an order with a finding and a case that was opened two hours ago.</summary>
    private async Task<long> WithCaseAsync(string number, string tracking, FindingKind kind, string locale)
    {
        var order = (await _portal.Get<OrderStore>().RegisterAsync(_portal.Shop, new OrderDraft
        {
            Channel = "web",
            Number = number,
            BuyerEmail = "kim@example.test",
            Locale = locale,
            Country = "BR",
            Parcels = [new ParcelDraft { Carrier = new CarrierId("fedex"), Number = TrackingNumber.Get(tracking) }],
        }, Cancel)).Order;
        var parcel = order.Parcels[0].ParcelId;
        await ExecuteAsync($"""
            insert into tracking.finding (parcel_id, kind, subject, severity, since, opened_at, document)
            values ({parcel}, '{kind}', '{tracking}', 'Exception', now() - interval '6 days', now(), jsonb_build_object('kind', '{kind}', 'severity', 'Exception', 'since', '2026-11-20T00:00:00Z', 'sentence', 'Something is wrong'));
            insert into tracking.work_case (parcel_id, severity, kind, carrier, opened_at, changed_at) values ({parcel}, 'Exception', '{kind}', 'fedex', now() - interval '2 hours 1 minute', now())
            """);
        return parcel;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _portal.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
