using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using NodaTime;
using Tracking.Core.Notices;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Jobs;
using Tracking.Portal.Buyer;

namespace Tracking.Portal.Notices;

/// <summary>Writes messages when they leave, of what is true then: what is no longer so is not told.</summary>
public sealed partial class MailWriter(
    OrderStore orders, ParcelStore parcels, NoticeStore notices, ArrivalStore arrivals, CarrierPages carriers, PublicAddress address, TimeProvider clock, IServiceProvider services, ILoggerFactory log)
{
    private const string Accent = "#1d5bb8";

    /// <summary>The worst first: what the buyer must do, then what goes wrong, then how far it is.</summary>
    private static readonly NoticeKind[] Weight = [NoticeKind.NeedsYou, NoticeKind.Late, NoticeKind.Delivered, NoticeKind.OutForDelivery, NoticeKind.Customs, NoticeKind.Shipped, NoticeKind.Arrived];

    /// <summary>The message in its buyer's language; null where nothing in it is true any more, or was answered.</summary>
    public async Task<MailText?> WriteAsync(Mail mail, CancellationToken cancel)
    {
        if (await orders.FindAsync(mail.OrderId, cancel) is not { } order)
            return null;
        if (mail.Letter is { } letter)
            return await WriteAsync(order, letter, Texts.Pick(null, mail.Language, null), address.Link("/notices/" + await notices.GetTokenAsync(order.Id, cancel)));
        var settings = await notices.SettingsAsync(order.Shop.Id, cancel);
        var texts = Texts.Pick(null, mail.Language, null);
        var ids = order.Parcels.Select(parcel => parcel.ParcelId).ToList();
        var views = (await parcels.ListAsync(ids, cancel)).ToDictionary(view => view.Parcel.Id);
        var answered = mail.Asks ? await arrivals.ListAsync(ids, cancel) : new Dictionary<long, bool>();
        var sections = new List<MailSection>();
        var kinds = new List<NoticeKind>();
        for (var i = 0; i < order.Parcels.Count; i++)
        {
            var parcel = order.Parcels[i];
            if (answered.ContainsKey(parcel.ParcelId) || !views.TryGetValue(parcel.ParcelId, out var view))
                continue;
            var standing = NoticePlan.Of(view.Timeline, view.Findings);
            var told = mail.Notices.Where(notice => notice.ParcelId == parcel.ParcelId && standing.Any(still => NoticePlan.IsSame(still, notice.Kind, notice.Occasion))).Select(notice => notice.Kind).ToHashSet();
            if (told.Count == 0)
                continue;
            var kind = Weight.First(told.Contains);
            kinds.Add(kind);
            sections.Add(SectionOf(kind, view, parcel, order, settings, texts, order.Parcels.Count > 1 ? texts["Page.ParcelOf", ("index", i + 1), ("count", order.Parcels.Count)] : null));
        }
        if (sections.Count == 0)
            return null;
        var gaps = GapsOf(order.Shop.Name, order.Number);
        var subject = kinds.Distinct().Count() == 1 ? Words(settings, texts, "Subject", kinds[0], gaps) : texts["Mail.Subject.Several", gaps];
        var page = address.Link("/t/" + order.Token);
        IReadOnlyList<(string, string)> doors = mail.Asks
            ? [(texts["Arrived.Yes"], $"{page}/arrived?answer=yes"), (texts["Arrived.No"], $"{page}/arrived?answer=no")]
            : [(texts["Mail.See"], page)];
        var review = mail.Asks && settings.ReviewUrl is { } where ? (texts["Mail.Review", ("shop", order.Shop.Name)], where) : ((string, string)?)null;
        return await ComposeAsync(order.Shop, order.Number, texts, subject, sections, doors, review, address.Link("/notices/" + await notices.GetTokenAsync(order.Id, cancel)));
    }

    /// <summary>A person's letter as its buyer reads it.</summary>
    /// <param name="stop">Where it ends; null where that is not known before it is sent.</param>
    public Task<MailText> WriteAsync(Order order, Letter letter, Texts texts, string? stop = null) =>
        ComposeAsync(order.Shop, order.Number, texts, letter.Subject, [new(null, letter.Subject, [], letter.Paragraphs)], [(texts["Mail.See"], address.Link("/t/" + order.Token))], null, stop ?? address.Link("/track"), "Mail.WhyLetter");

    /// <summary>How a shop's words look, of an order that does not exist.</summary>
    public Task<MailText> SampleAsync(Shop shop, NoticeSettings settings, NoticeKind kind, Texts texts)
    {
        const string number = "SO-1001";
        var gaps = GapsOf(shop.Name, number);
        var page = address.Link("/track");
        IReadOnlyList<(string, string)> doors = kind is NoticeKind.Arrived ? [(texts["Arrived.Yes"], page), (texts["Arrived.No"], page)] : [(texts["Mail.See"], page)];
        var review = kind is NoticeKind.Arrived && settings.ReviewUrl is { } where ? (texts["Mail.Review", ("shop", shop.Name)], where) : ((string, string)?)null;
        return ComposeAsync(shop, number, texts, Words(settings, texts, "Subject", kind, gaps), [new(null, texts["Notices.Kind." + kind], [], [Words(settings, texts, "Lead", kind, gaps)])], doors, review, page);
    }

    /// <summary>The same without the tokens in its links.</summary>
    public static MailText WithoutLinks(MailText text) =>
        text with { Text = Links().Replace(text.Text, "…"), Html = Links().Replace(text.Html, "#") };

    /// <summary>What is wrong with a shop's own words, each with its field: a key or a language that there is not, a gap that nothing fills, a brace left open.</summary>
    public static IEnumerable<FieldProblem> Problems(NoticeSettings settings)
    {
        foreach (var (tag, words) in settings.Words)
        {
            if (Language.All.All(language => language.Tag != tag))
            {
                yield return new("words." + tag, $"One of {string.Join(", ", Language.All.Select(language => language.Tag))}.");
                continue;
            }
            foreach (var (key, text) in words)
                if (WrongWith(key, text) is { } problem)
                    yield return new($"words.{tag}.{key}", problem);
        }
    }

    private static string? WrongWith(string key, string text)
    {
        if (Language.English.Find("Mail." + key) is not { } own || key.Split('.') is not (["Subject" or "Lead", var kind] and { Length: 2 }) || !Enum.TryParse<NoticeKind>(kind, out _))
            return "Subject. or Lead. and a kind, such as Subject.Shipped.";
        try
        {
            return Message.Parse(text).Gaps.Except(["shop", "number"]).ToList() is { Count: > 0 } unknown
                ? $"Nothing fills {string.Join(", ", unknown.Select(gap => "{" + gap + "}"))}: there are {{shop}} and {{number}}." : null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    private MailSection SectionOf(NoticeKind kind, ParcelView view, OrderParcel parcel, Order order, NoticeSettings settings, Texts texts, string? which)
    {
        var shown = ParcelPageView.Of(view, parcel, order.Shop, carriers, texts, Now, order.DutyPaid);
        var lines = new List<string> { Words(settings, texts, "Lead", kind, GapsOf(order.Shop.Name, order.Number)) };
        if (kind is NoticeKind.NeedsYou or NoticeKind.Late && shown.Trouble is { } trouble)
            lines.AddRange([trouble.Sentence, trouble.Action]);
        // That nobody named a day is no news.
        if (kind is not (NoticeKind.Arrived or NoticeKind.Delivered) && shown.Promise.Text != texts["Promise.None"])
            lines.Add(shown.Promise.Text);
        return new(which, shown.Headline, shown.Items, lines);
    }

    private async Task<MailText> ComposeAsync(
        Shop shop, string number, Texts texts, string subject, IReadOnlyList<MailSection> sections, IReadOnlyList<(string Label, string Address)> doors, (string Label, string Address)? review, string stop, string whyKey = "Mail.Why")
    {
        subject = OneLine(subject);
        var why = texts[whyKey, GapsOf(shop.Name, number)];
        await using var renderer = new HtmlRenderer(services, log);
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<MailPage>(ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            [nameof(MailPage.Texts)] = texts,
            [nameof(MailPage.Subject)] = subject,
            [nameof(MailPage.ShopName)] = shop.Name,
            [nameof(MailPage.Number)] = number,
            [nameof(MailPage.Sections)] = sections,
            [nameof(MailPage.Doors)] = doors,
            [nameof(MailPage.Review)] = review,
            [nameof(MailPage.Why)] = why,
            [nameof(MailPage.Stop)] = stop,
            [nameof(MailPage.Accent)] = shop.Brand.Accent is { } own ? BrandColours.Light(own[1..]) : Accent,
        }))).ToHtmlString());
        var text = new List<string>();
        foreach (var section in sections)
        {
            if (section.Which is { } which)
                text.Add(which);
            text.Add(section.Headline);
            text.Add("");
            text.AddRange(section.Lines);
            if (section.Items.Count > 0)
                text.Add(string.Join(", ", section.Items));
            text.Add("");
        }
        foreach (var (label, door) in review is { } invited ? doors.Append(invited) : doors)
            text.AddRange([label + ":", door, ""]);
        text.AddRange(["-- ", why, $"{texts["Mail.Stop"]}: {stop}"]);
        return new(subject, string.Join('\n', text) + "\n", html, OneLine(shop.Name), ReplyTo(shop), new Uri(stop));
    }

    /// <summary>The shop's own words where it has some that can be filled, else the portal's.</summary>
    private static string Words(NoticeSettings settings, Texts texts, string part, NoticeKind kind, (string, object?)[] gaps) =>
        settings.Words.TryGetValue(texts.Language, out var own) && own.TryGetValue($"{part}.{kind}", out var text) && text.Length > 0
            ? Message.Parse(text).Format(Language.All.Single(language => language.Tag == texts.Language), gaps)
            : texts[$"Mail.{part}.{kind}", gaps];

    private static (string, object?)[] GapsOf(string shop, string number) => [("shop", shop), ("number", number)];

    private static string? ReplyTo(Shop shop) =>
        Uri.TryCreate(shop.SupportUrl, UriKind.Absolute, out var support) && support.Scheme is "mailto" && support.UserInfo.Length > 0 ? $"{support.UserInfo}@{support.Host}" : null;

    /// <summary>A header has one line, whatever was written into a name.</summary>
    private static string OneLine(string text) => new([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]);

    [GeneratedRegex("https?://[^\\s\"<]+")]
    private static partial Regex Links();

    private Instant Now => Instant.FromDateTimeOffset(clock.GetUtcNow());
}
