using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Notices;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;
using Tracking.Portal.Buyer;

namespace Tracking.Portal.Notices;

/// <summary>Fills the letters of playbooks with what is known of a case, in the language of whoever reads them.</summary>
public sealed class LetterWriter(
    [FromKeyedServices(Sight.Key)] OrderStore orders, [FromKeyedServices(Sight.Key)] ParcelStore parcels, NoticeStore notices, CarrierPages carriers, MailWriter mails, TimeProvider clock)
{
    /// <summary>What stands in a letter where nothing is known: it is written over before the letter leaves.</summary>
    public const string Unknown = "____";

    /// <summary>What letters can be filled with, and what that is.</summary>
    public static readonly IReadOnlyDictionary<string, string> Gaps = new Dictionary<string, string>
    {
        ["shop"] = "the shop’s name",
        ["number"] = "the order’s number",
        ["carrier"] = "the carrier",
        ["tracking"] = "the tracking number",
        ["country"] = "the destination",
        ["since"] = "the day since when it is wrong",
    };

    /// <summary>What is wrong with the letters of a playbook: a language that there is not, a gap that nothing fills, a brace left open.</summary>
    public static IEnumerable<FieldProblem> Problems(Playbook playbook) =>
        from step in playbook.Steps.Select((step, i) => (step, i))
        from words in step.step.Letter
        let problem = Language.All.All(language => language.Tag != words.Key) ? $"There is no language {words.Key}." : WrongWith(words.Value)
        where problem is not null
        select new FieldProblem($"steps[{step.i}].letter.{words.Key}", $"Step {step.i + 1}, letter in {words.Key}: {problem}");

    /// <summary>What is wrong with one letter's gaps; null where nothing is.</summary>
    public static string? WrongWith(LetterWords words)
    {
        try
        {
            return Message.Parse(words.Subject).Gaps.Concat(Message.Parse(words.Body).Gaps).Except(Gaps.Keys).Distinct().ToList() is { Count: > 0 } unknown
                ? $"Nothing fills {string.Join(", ", unknown.Select(gap => "{" + gap + "}"))}: there are {string.Join(", ", Gaps.Keys.Select(gap => "{" + gap + "}"))}." : null;
        }
        catch (FormatException wrong)
        {
            return wrong.Message;
        }
    }

    /// <summary>The language a letter is written in: the reader's where it has words for it, else English, else the first that it has.</summary>
    public static string LanguageOf(PlaybookStep step, string wanted) =>
        step.Letter.ContainsKey(wanted) ? wanted : step.Letter.ContainsKey("en") ? "en" : step.Letter.Keys.Order(StringComparer.Ordinal).First();

    /// <summary>Who the letter of a step is written for, and what fills it; null where the order is gone.</summary>
    public async Task<Addressee?> FindAsync(CasePlaybook of, long orderId, CancellationToken cancel)
    {
        if (of.Case.ParcelId is not { } parcelId || await orders.FindAsync(orderId, cancel) is not { } order || await parcels.FindAsync(parcelId, cancel) is not { } view)
            return null;
        var (hasAddress, _, subscription) = await notices.FormAsync(orderId, cancel);
        var leg = (view.Legs.LastOrDefault(one => one.Leg.Carrier.Value == of.Facts.Carrier) ?? view.Legs.LastOrDefault())?.Leg;
        var speaks = Texts.Pick(null, order.Locale ?? subscription?.Language, null).Language;
        return new Addressee(order, speaks, hasAddress, subscription?.EndedAt, leg is null ? null : carriers.NameOf(leg.Carrier), leg?.Number.Value, view.Parcel.Destination ?? order.Destination, of.Since);
    }

    /// <summary>The letter with its gaps filled, as it would leave; <see cref="Unknown"/> where nothing is known.</summary>
    public Letter Fill(LetterWords words, Addressee to, string tag)
    {
        var language = Language.All.Single(one => one.Tag == tag);
        var texts = new Texts(language);
        (string, object?)[] gaps =
        [
            ("shop", to.Order.Shop.Name), ("number", to.Order.Number), ("carrier", to.Carrier ?? Unknown), ("tracking", to.Tracking ?? Unknown),
            ("country", to.Country is { } country ? texts.Country(country) : Unknown), ("since", texts.Day(to.Since.InUtc().Date, Instant.FromDateTimeOffset(clock.GetUtcNow()))),
        ];
        return new Letter(Message.Parse(words.Subject).Format(language, gaps), Message.Parse(words.Body).Format(language, gaps));
    }

    /// <summary>The whole message as the buyer reads it.</summary>
    public Task<MailText> RenderAsync(Letter letter, Addressee to, string tag) => mails.WriteAsync(to.Order, letter, Texts.Pick(tag, null, null));

    /// <summary>Somebody who does not exist, to see how a letter reads.</summary>
    public static Addressee Sample(Shop? shop) => new(
        new Order { Id = 0, Shop = shop ?? new Shop { Id = 0, Name = "Your shop" }, Channel = "web", Number = "SO-1001", Token = "", Parcels = [] },
        "en", true, null, "Sample Post", "SP001234567XX", "BR", Instant.FromUtc(2026, 11, 3, 0, 0));

    /// <param name="Language">The tag of the language the buyer reads.</param>
    /// <param name="HasAddress">False where there is nowhere to write to.</param>
    /// <param name="EndedAt">When they asked for no more e-mails.</param>
    /// <param name="Country">ISO 3166 alpha-2.</param>
    public sealed record Addressee(Order Order, string Language, bool HasAddress, Instant? EndedAt, string? Carrier, string? Tracking, string? Country, Instant Since)
    {
        /// <summary>Why nothing can be sent; null where it can.</summary>
        public string? WhyNot => !HasAddress ? "The order has no e-mail address: telephone, or write by your shop’s own means."
            : EndedAt is { } ended ? $"The buyer asked on {ended.InUtc().Date:uuuu-MM-dd} for no more e-mails about this order: telephone, or write by your shop’s own means." : null;
    }
}
