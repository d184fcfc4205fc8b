using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;
using NodaTime;
using Tracking.Core.Notices;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Notices;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Notices;

/// <summary>From the form on an order's page to the message, over a real database and the real portal.</summary>
public sealed class NoticesTests : IAsyncLifetime
{
    private readonly MailServer _server = new();
    private PortalApp _portal = null!;
    private Pipeline _pipeline = null!;
    private bool _toServer;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalApp.StartAsync(Cancel, services => services.AddSingleton<IOptions<MailSettings>>(provider => new Choosing(this)));
        _pipeline = Pipeline.On(_portal.Database);
    }

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_buyer_asks_on_the_page_is_told_once_and_ends_it_with_one_click()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        Assert.DoesNotContain("kim@example.test", await _portal.Http.GetStringAsync("/t/" + order.Token, Cancel));
        using (var asked = await AskAsync(order.Token, "kind=Shipped&kind=Delivered&kind=Nonsense"))
            Assert.Equal((HttpStatusCode.SeeOther, $"/t/{order.Token}#notices"), (asked.StatusCode, asked.Headers.Location?.OriginalString));
        await PushAsync("770000000001", "PU", "Picked up");
        Assert.Equal(1, await SendAsync());
        await PushAsync("770000000001", "PU", "Picked up");
        Assert.Equal(0, await SendAsync());

        var mail = await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_portal.Mail)), Cancel);
        Assert.Equal(("Blue Kettle: order SO-1 is on its way", "\"Blue Kettle\" <tracking@shop.example.test>", "kim@example.test"), (mail.Subject, mail.From.ToString(), mail.To.ToString()));
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers["List-Unsubscribe-Post"]);
        Assert.Contains($"/t/{order.Token}", mail.TextBody);
        Assert.Contains($"/t/{order.Token}", mail.HtmlBody);
        Assert.DoesNotContain("<img", mail.HtmlBody);
        Assert.DoesNotContain("Kim", mail.ToString());
        Assert.Equal(await _pipeline.ScalarAsync<string>("select message_id from tracking.mail", Cancel), mail.MessageId);

        var stop = new Uri(mail.Headers["List-Unsubscribe"]!.Trim('<', '>')).AbsolutePath;
        var page = await _portal.Http.GetStringAsync(stop, Cancel);
        Assert.Contains("<form", page);
        Assert.Contains("<p class=\"shop\">Blue Kettle</p>", page);
        Assert.Equal(0L, await _pipeline.ScalarAsync<long>("select count(*) from tracking.subscription where ended_at is not null", Cancel));
        using (var stopped = await _portal.Http.PostAsync(stop, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]), Cancel))
            Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        await PushAsync("770000000001", "DL", "Delivered");
        Assert.Equal(0, await SendAsync());
        // A shop cannot take up again what its buyer ended; the buyer can.
        await _portal.Get<NoticeStore>().SubscribeAsync(order, [NoticeKind.Shipped], "en", false, Cancel);
        Assert.Equal(1L, await _pipeline.ScalarAsync<long>("select count(*) from tracking.subscription where ended_at is not null", Cancel));
    }

    [Fact]
    public async Task A_form_of_another_site_and_a_token_that_is_none_change_nothing()
    {
        var order = await RegisterAsync("SO-1", "770000000001");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/t/{order.Token}/notices") { Content = new StringContent("kind=Shipped", null, "application/x-www-form-urlencoded") };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var foreign = await _portal.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        using var nobody = await _portal.Http.PostAsync("/notices/AAAAAAAAAAAAAAAAAAAAAA", null, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
        Assert.Equal(0L, await _pipeline.ScalarAsync<long>("select count(*) from tracking.subscription", Cancel));
    }

    [Fact]
    public async Task What_stands_when_a_buyer_asks_is_not_told_and_what_comes_in_one_go_is_one_message()
    {
        var order = await RegisterAsync("SO-1", "770000000001", "770000000002");
        await PushAsync("770000000001", "PU", "Picked up");
        using (await AskAsync(order.Token, "kind=Shipped&kind=OutForDelivery"))
        {
        }
        await _pipeline.Wires.AppendAsync([Push("770000000001", "OD", "Out"), Push("770000000002", "PU", "Picked up")], Cancel);
        await _pipeline.DrainAsync(Cancel);
        Assert.Equal(1, await SendAsync());
        var mail = await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_portal.Mail)), Cancel);
        Assert.Equal("Blue Kettle: news about order SO-1", mail.Subject);
        Assert.Contains("Parcel 1 of 2", mail.TextBody);
        Assert.Contains("Parcel 2 of 2", mail.TextBody);
    }

    [Fact]
    public async Task Two_senders_at_once_send_each_message_once()
    {
        _toServer = true;
        for (var i = 0; i < 12; i++)
            await AskedAsync($"SO-{i}", $"7700000001{i:00}");
        await PlanAsync();
        var sender = _portal.Get<MailSender>();
        var sent = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => sender.SendDueAsync(Cancel)));
        Assert.Equal((12, 12), (sent.Sum(), _server.Came.Count));
        Assert.Equal(12, _server.Came.Select(message => message.Split('\n').Single(line => line.StartsWith("Message-Id", StringComparison.OrdinalIgnoreCase))).Distinct().Count());
        Assert.Equal(0, await sender.SendDueAsync(Cancel));
    }

    [Fact]
    public async Task A_node_that_ends_between_claim_and_hand_over_leaves_it_uncertain_and_nobody_repeats_it_but_a_person()
    {
        await AskedAsync("SO-1", "770000000001");
        await PlanAsync();
        var mails = _portal.Get<MailStore>();
        var claimed = (await mails.ClaimAsync("node that dies", Cancel))!;
        Assert.Equal(0, await SendAsync());
        await ExecuteAsync("update tracking.mail set claimed_at = claimed_at - interval '6 minutes'");
        Assert.Equal(0, await SendAsync());
        Assert.Equal(MailState.Uncertain, (await mails.FindAsync(claimed.Id, Cancel))!.State);
        Assert.Equal(0, await SendAsync());
        Assert.True(await mails.SendAgainAsync(claimed.Id, "mara@example.test", Cancel));
        Assert.False(await mails.SendAgainAsync(claimed.Id, "jonas@example.test", Cancel));
        Assert.Equal(1, await SendAsync());
        Assert.Equal(claimed.MessageId, (await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_portal.Mail)), Cancel)).MessageId);
        Assert.Equal(("mara@example.test", "sent it again"), (await mails.ListActsAsync(5, Cancel)).Select(act => (act.By, act.Act)).Single());
    }

    [Theory]
    [InlineData("451 later", MailState.Waiting, "the mail server answered 451")]
    [InlineData("550 never kim@example.test", MailState.Refused, "the mail server answered 550")]
    [InlineData(null, MailState.Uncertain, "the connection was lost after the message had been sent, before the server said that it has it")]
    public async Task What_the_server_answers_to_a_message_decides_what_becomes_of_it(string? answer, MailState state, string why)
    {
        _toServer = true;
        _server.AfterData = answer;
        await AskedAsync("SO-1", "770000000001");
        Assert.Equal(0, await SendAsync());
        var mail = Assert.Single(await _portal.Get<MailStore>().ListAsync(new(), Cancel));
        Assert.Equal((state, why), (mail.State, mail.Why));
        // Nothing is tried again at once: what is uncertain not at all, what was put off a minute later.
        Assert.Equal(0, await SendAsync());
        Assert.Single(_server.Came);
        _server.AfterData = "250 taken";
        await ExecuteAsync("update tracking.mail set due_at = now() - interval '1 second'");
        Assert.Equal(state is MailState.Waiting ? 1 : 0, await SendAsync());
    }

    [Fact]
    public async Task A_connection_lost_before_the_message_was_sent_is_tried_again_and_a_server_that_is_away_loses_nothing()
    {
        _toServer = true;
        _server.ToRecipient = null;
        await AskedAsync("SO-1", "770000000001");
        Assert.Equal(0, await SendAsync());
        var mails = _portal.Get<MailStore>();
        Assert.Equal(MailState.Waiting, Assert.Single(await mails.ListAsync(new(), Cancel)).State);
        _server.Close();
        await ExecuteAsync("update tracking.mail set due_at = now() - interval '1 second'");
        Assert.Equal(0, await SendAsync());
        Assert.Equal((MailState.Waiting, 1), Assert.Single((await mails.ListAsync(new(), Cancel)).Select(mail => (mail.State, mail.Attempts))));
        Assert.Equal("it cannot be reached", (await mails.SwitchAsync(Cancel)).Failure);
    }

    [Fact]
    public async Task A_switch_stops_all_and_what_came_too_late_meanwhile_is_dropped()
    {
        await AskedAsync("SO-1", "770000000001");
        await AskedAsync("SO-2", "770000000002");
        await PlanAsync();
        var mails = _portal.Get<MailStore>();
        Assert.True(await mails.StopAsync("mara@example.test", "wrong words", Cancel));
        Assert.Equal(0, await SendAsync());
        await ExecuteAsync("update tracking.mail set due_at = due_at - interval '25 hours' where id = (select min(id) from tracking.mail)");
        Assert.Equal(1, (await mails.CountAsync(Cancel)).TooLate);
        Assert.Equal(1, await mails.ResumeAsync("mara@example.test", Cancel));
        Assert.Null(await mails.ResumeAsync("jonas@example.test", Cancel));
        Assert.Equal(1, await SendAsync());
        Assert.Equal("Dropped Sent", string.Join(' ', (await mails.ListAsync(new(), Cancel)).Select(mail => mail.State.ToString()).Order()));
        Assert.Equal(["let messages leave again", "stopped all messages"], (await mails.ListActsAsync(5, Cancel)).Select(act => act.Act));
    }

    [Fact]
    public async Task Who_is_forgotten_is_written_to_no_more_and_their_files_go()
    {
        await AskedAsync("SO-1", "770000000001");
        Assert.Equal(1, await SendAsync());
        using var erased = await _portal.Api.PostAsJsonAsync("/api/v1/erasures", new { email = "kim@example.test" }, Cancel);
        Assert.Equal(HttpStatusCode.OK, erased.StatusCode);
        Assert.Empty(Directory.GetFiles(_portal.Mail));
        Assert.Equal(0L, await _pipeline.ScalarAsync<long>("select (select count(*) from tracking.mail) + (select count(*) from tracking.notice) + (select count(*) from tracking.subscription)", Cancel));
    }

    [Fact]
    public async Task A_replay_writes_to_nobody()
    {
        await AskedAsync("SO-1", "770000000001");
        Assert.Equal(1, await SendAsync());
        await ExecuteAsync("delete from tracking.notice; update tracking.timeline set hash = 'older'; update tracking.statement set table_version = 'older'");
        await _pipeline.ReplayAsync(new ReplayRequest { By = "test" }, Cancel);
        Assert.Equal(0, await SendAsync());
    }

    [Fact]
    public async Task A_day_after_delivery_the_buyer_is_asked_and_a_no_opens_a_case_that_a_yes_clears()
    {
        var order = await AskedAsync("SO-1", "770000000001", "Arrived");
        await PushAsync("770000000001", "DL", "Delivered");
        Assert.Equal(0, await SendAsync());
        await ExecuteAsync("update tracking.mail set due_at = now() where asks");
        Assert.Equal(1, await SendAsync());
        var mail = await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_portal.Mail)), Cancel);
        Assert.Equal("Blue Kettle: did order SO-1 arrive?", mail.Subject);
        Assert.Contains($"/t/{order.Token}/arrived?answer=no", mail.TextBody);
        using (var dressed = await _portal.Api.PutAsync("/api/v1/shop/logo", new ByteArrayContent([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. new byte[40]]) { Headers = { ContentType = new("image/png") } }, Cancel))
            Assert.Equal(HttpStatusCode.OK, dressed.StatusCode);
        var asked = await _portal.Http.GetStringAsync($"/t/{order.Token}/arrived?answer=no", Cancel);
        Assert.Contains("No, it is not here", asked);
        Assert.Matches("<img class=\"logo\" src=\"/brand/logo/[0-9a-f]{32}\\.png\" alt=\"Blue Kettle\"", asked);
        Assert.Equal(0L, await _pipeline.ScalarAsync<long>("select count(*) from tracking.work_case", Cancel));

        using (var no = await _portal.Http.PostAsync($"/t/{order.Token}/arrived", new FormUrlEncodedContent([new("parcel", "1"), new("answer", "no")]), Cancel))
            Assert.Equal(HttpStatusCode.SeeOther, no.StatusCode);
        Assert.Equal("Contradiction Exception Open", await _pipeline.ScalarAsync<string>("select kind || ' ' || severity || ' ' || state from tracking.work_case", Cancel));
        Assert.Contains("You told us that it has not arrived", await _portal.Http.GetStringAsync("/t/" + order.Token, Cancel));
        using (var yes = await _portal.Http.PostAsync($"/t/{order.Token}/arrived", new FormUrlEncodedContent([new("parcel", "1"), new("answer", "yes")]), Cancel))
            Assert.Equal(HttpStatusCode.SeeOther, yes.StatusCode);
        Assert.Equal("Cleared", await _pipeline.ScalarAsync<string>("select state from tracking.work_case", Cancel));
    }

    [Fact]
    public async Task A_shop_chooses_what_it_offers_and_edits_the_words_and_is_told_what_is_wrong_with_them()
    {
        using var wrong = await _portal.Api.PutAsJsonAsync("/api/v1/shop/notices", new { kinds = new[] { "Shipped", "Nonsense" }, reviewUrl = "http://plain.example.test/", words = new { de = new Dictionary<string, string> { ["Subject.Shipped"] = "line\r\nBcc: x@example.test" } } }, Cancel);
        var problems = await wrong.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        foreach (var field in new[] { "kinds[1]", "reviewUrl", "words.de.Subject.Shipped" })
            Assert.Contains(field, problems);
        using var gap = await _portal.Api.PutAsJsonAsync("/api/v1/shop/notices", new { words = new { en = new Dictionary<string, string> { ["Lead.Shipped"] = "For {name}" } } }, Cancel);
        Assert.Contains("Nothing fills {name}", await gap.Content.ReadAsStringAsync(Cancel));
        using var set = await _portal.Api.PutAsJsonAsync("/api/v1/shop/notices", new { kinds = new[] { "shipped" }, words = new { en = new Dictionary<string, string> { ["Subject.Shipped"] = "Off it goes: {number}" } } }, Cancel);
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);

        var order = await AskedAsync("SO-1", "770000000001", "Shipped", "Delivered");
        Assert.Equal(1, await SendAsync());
        Assert.Equal("Off it goes: SO-1", (await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_portal.Mail)), Cancel)).Subject);
        Assert.DoesNotContain("It is delivered", await _portal.Http.GetStringAsync("/t/" + order.Token, Cancel));
        using var preview = await _portal.Api.PostAsJsonAsync("/api/v1/shop/notices/preview", new { kind = "Delivered", language = "ar" }, Cancel);
        Assert.Contains("dir=\"rtl\"", (await preview.Content.ReadFromJsonAsync<Portal.Api.NoticePreviewAnswer>(Cancel))!.Html);
    }

    [Fact]
    public async Task An_order_says_what_its_buyer_asked_for_and_the_message_is_in_their_language()
    {
        using var answer = await _portal.Api.PostAsJsonAsync("/api/v1/orders", new
        {
            channel = "web",
            number = "SO-1",
            buyer = new { email = "kim@example.test", locale = "pt-BR" },
            destination = new { country = "BR" },
            notices = new[] { "Shipped" },
            parcels = new[] { new { carrier = "fedex", trackingNumber = "770000000001" } },
        }, Cancel);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await PushAsync("770000000001", "PU", "Picked up");
        Assert.Equal(1, await SendAsync());
        Assert.Equal("Blue Kettle: o pedido SO-1 está a caminho", (await MimeMessage.LoadAsync(Assert.Single(Directory.GetFiles(_portal.Mail)), Cancel)).Subject);
    }

    /// <summary>An order whose buyer asked to be told, with a first scan that is to be told.</summary>
    private async Task<Order> AskedAsync(string number, string tracking, params string[] kinds)
    {
        var order = await RegisterAsync(number, tracking);
        using (await AskAsync(order.Token, string.Join('&', (kinds.Length == 0 ? ["Shipped"] : kinds).Select(kind => "kind=" + kind))))
        {
        }
        await PushAsync(tracking, "PU", "Picked up");
        return order;
    }

    private async Task<HttpResponseMessage> AskAsync(string token, string form) =>
        await _portal.Http.PostAsync($"/t/{token}/notices", new StringContent(form, null, "application/x-www-form-urlencoded"), Cancel);

    /// <summary>Plans until all changes are read: those behind a transaction that another test runs in the same cluster are read when it is over.</summary>
    private async Task PlanAsync()
    {
        var tell = new TellBuyers(_portal.Get<NoticeStore>(), _portal.Get<IOptions<MailSettings>>());
        do
            await tell.PlanAsync(Cancel);
        while (await _pipeline.ScalarAsync<bool>("select exists (select from tracking.outbox o, tracking.notice_cursor c where (o.xid, o.cursor) > (c.xid, c.line))", Cancel));
    }

    private async Task<int> SendAsync()
    {
        await PlanAsync();
        return await _portal.Get<MailSender>().SendDueAsync(Cancel);
    }

    private Core.Events.Wire Push(string number, string code, string text) =>
        _pipeline.FedexPush(number, new FedexScan((_pipeline.Now + Duration.FromSeconds(1)).WithOffset(Offset.FromHours(-6)), code, text, "MEMPHIS", "US"));

    private async Task PushAsync(string number, string code, string text)
    {
        await _pipeline.Wires.AppendAsync([Push(number, code, text)], Cancel);
        await _pipeline.DrainAsync(Cancel);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _portal.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<Order> RegisterAsync(string number, params string[] tracking) => (await _portal.Get<OrderStore>().RegisterAsync(_portal.Shop, new OrderDraft
    {
        Channel = "web",
        Number = number,
        BuyerEmail = "kim@example.test",
        BuyerName = "Kim Canary",
        Country = "US",
        Parcels = [.. tracking.Select(one => new ParcelDraft { Carrier = new CarrierId("fedex"), Number = TrackingNumber.Get(one) })],
    }, Cancel)).Order;

    /// <summary>To the files, or to the server, as the test chose.</summary>
    private sealed class Choosing(NoticesTests tests) : IOptions<MailSettings>
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("portal-mail-").FullName;

        public MailSettings Value => new()
        {
            Folder = _folder,
            GroupSeconds = 0,
            QuietHours = "",
            From = "tracking@shop.example.test",
            Host = tests._toServer ? "127.0.0.1" : null,
            Port = tests._server.Port,
            Security = "None",
        };
    }
}
