using System.Text.RegularExpressions;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Timelines;
using Tracking.Portal.Buyer;
using Xunit;

namespace Tracking.Tests.Buyer;

/// <summary>What buyers read, in every language there is.</summary>
public sealed partial class LanguageTests
{
    /// <summary>Texts that may read as in English: patterns of dates, marks, and words that two languages share.</summary>
    private static readonly HashSet<string> SameAsEnglish =
    [
        "Format.Day", "Format.DayOfYear", "Format.LongDay", "Format.LongDayOfYear", "Format.RangeFrom", "Format.RangeTo", "Format.Range", "Format.Hour", "Format.DayHour", "Format.Items", "Format.Whole",
        "de Place.In", "pt-BR Line.By",
    ];

    public static TheoryData<string> Tags => [.. Language.All.Select(language => language.Tag)];

    [Fact]
    public void There_are_eight_languages_and_each_further_one_is_a_file() =>
        Assert.Empty(new[] { "ar", "de", "en", "es", "fr", "ja", "pt-BR", "zh-Hans" }.Except(Language.All.Select(language => language.Tag)));

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_language_has_the_same_texts_with_the_same_gaps(string tag)
    {
        var language = Of(tag);
        Assert.Equal(Language.English.Keys.Order(StringComparer.Ordinal), language.Keys.Order(StringComparer.Ordinal));
        foreach (var key in language.Keys)
            Assert.Equal((key, string.Join(' ', Language.English.Find(key)!.Gaps.Order(StringComparer.Ordinal))), (key, string.Join(' ', language.Find(key)!.Gaps.Order(StringComparer.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_plural_has_all_forms_of_its_language(string tag)
    {
        var language = Of(tag);
        var forms = string.Join(' ', language.Plurals.Order(StringComparer.Ordinal));
        foreach (var key in language.Keys)
            foreach (var plural in language.Find(key)!.Plurals)
                Assert.Equal((key, forms), (key, string.Join(' ', plural.Order(StringComparer.Ordinal))));
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_text_is_in_the_languages_own_script_and_none_was_left_in_English(string tag)
    {
        var language = Of(tag);
        foreach (var key in language.Keys.Where(key => !key.StartsWith("Format.", StringComparison.Ordinal)))
        {
            var words = string.Concat(language.Find(key)!.Words).Replace("Parcel Portal", "", StringComparison.Ordinal).Replace("SMS", "", StringComparison.Ordinal);
            Assert.True(words.Any(char.IsLetter) ? words.Where(char.IsLetter).All(letter => Script(language.Script).IsMatch(letter.ToString())) : key is "Phrase.On", $"{tag} {key} is not in {language.Script}: {words}");
            Assert.DoesNotContain('\'', words);
            Assert.False(tag != "en" && Said(language, key) == Said(Language.English, key) && !SameAsEnglish.Contains($"{tag} {key}"), $"{tag} {key} reads as in English: {words}");
        }
    }

    [Theory]
    [MemberData(nameof(Tags))]
    public void Every_milestone_reason_finding_and_what_to_do_has_its_words(string tag)
    {
        var language = Of(tag);
        foreach (var key in Enum.GetNames<Milestone>().Select(name => "Milestone." + name)
            .Concat(Enum.GetNames<Reason>().Select(name => "Reason." + name))
            .Concat(Enum.GetNames<FindingKind>().SelectMany(name => new[] { "Finding." + name, "Act." + name }))
            .Concat(Enum.GetNames<Step>().SelectMany(name => new[] { "Step." + name, "Next." + name }))
            .Concat(Enum.GetNames<StepState>().Select(name => "State." + name))
            .Concat(Enum.GetNames<TimeBasis>().Select(name => "Time." + name)))
            Assert.NotNull(language.Find(key));
    }

    [Theory]
    [InlineData("ar", "25 نوفمبر | الأربعاء 25 نوفمبر | من \u206824\u2069 إلى \u206826 نوفمبر\u2069")]
    [InlineData("de", "25. Nov. | Mittwoch, 25. November | 24. – 26. Nov.")]
    [InlineData("en", "25 Nov | Wednesday 25 November | 24 – 26 Nov")]
    [InlineData("es", "25 nov | miércoles 25 de noviembre | 24 – 26 nov")]
    [InlineData("fr", "25 nov. | mercredi 25 novembre | 24 – 26 nov.")]
    [InlineData("ja", "11月25日 | 11月25日 水曜日 | 11月24日～26日")]
    [InlineData("pt-BR", "25 de nov. | quarta-feira, 25 de novembro | 24 a 26 de nov.")]
    [InlineData("zh-Hans", "11月25日 | 11月25日 星期三 | 11月24日至26日")]
    public void Days_are_written_as_the_language_writes_them(string tag, string written)
    {
        var texts = new Texts(Of(tag));
        var now = Instant.FromUtc(2026, 11, 25, 12, 0);
        Assert.Equal(written, $"{texts.Day(new(2026, 11, 25), now)} | {texts.LongDay(new(2026, 11, 25), now)} | {texts.Days(new(2026, 11, 24), new(2026, 11, 26), now)}");
    }

    [Theory]
    [InlineData("ar", 0, "لا أحداث سابقة")]
    [InlineData("ar", 1, "حدث سابق واحد")]
    [InlineData("ar", 2, "حدثان سابقان")]
    [InlineData("ar", 3, "3 أحداث سابقة")]
    [InlineData("ar", 11, "11 حدثًا سابقًا")]
    [InlineData("ar", 100, "100 حدث سابق")]
    [InlineData("ar", 103, "103 أحداث سابقة")]
    [InlineData("en", 1, "1 earlier event")]
    [InlineData("en", 0, "0 earlier events")]
    [InlineData("fr", 0, "0 événement antérieur")]
    [InlineData("es", 1_000_000, "1.000.000 de eventos anteriores")]
    [InlineData("pt-BR", 1, "1 evento anterior")]
    [InlineData("ja", 1, "以前の記録 1件")]
    public void Numbers_take_the_plural_form_of_the_language(string tag, int count, string said) =>
        Assert.Equal(said, new Texts(Of(tag))["Page.Earlier", ("count", count)]);

    [Theory]
    [InlineData("de", "pt-BR", "fr", "de")]
    [InlineData("xx", "pt-BR", "fr", "pt-BR")]
    [InlineData(null, "pt", "fr", "pt-BR")]
    [InlineData(null, "zh_CN", "fr", "zh-Hans")]
    [InlineData(null, null, "xx, es;q=0.5, ja-JP;q=0.9", "ja")]
    [InlineData(null, null, "de;q=0, fr", "fr")]
    [InlineData(null, null, "nonsense;;;", "en")]
    [InlineData(null, "xx", null, "en")]
    public void The_address_decides_before_the_order_and_the_order_before_the_browser(string? asked, string? locale, string? accepted, string tag) =>
        Assert.Equal(tag, Texts.Pick(asked, locale, accepted).Language);

    [Fact]
    public void What_fills_a_gap_never_turns_the_words_around_it()
    {
        var texts = new Texts(Of("ar"));
        var when = texts.DayHour(new NodaTime.LocalDateTime(2026, 11, 19, 19, 29), false, NodaTime.Instant.FromUtc(2026, 11, 20, 0, 0));
        Assert.Equal("\u206819 نوفمبر\u2069، \u206819:29\u2069", when);
        // Only its gaps have letters that turn: it is told apart as words of ours, which run as ours do.
        Assert.Contains($"\u2067{when}\u2069", texts["Now.Seen", ("when", when), ("where", "")], StringComparison.Ordinal);
        Assert.Contains("\u2068FedEx\u2069", texts["Page.CarrierPage", ("carrier", "FedEx")], StringComparison.Ordinal);
        Assert.Equal("Open FedEx’s page", Texts.English["Page.CarrierPage", ("carrier", "FedEx")]);
    }

    [Fact]
    public void Only_a_language_that_the_address_named_is_kept_by_links() =>
        Assert.Equal(("?lang=ar", "rtl", "", ""), (Texts.Pick("ar", null, null).Query, Texts.Pick("ar", null, null).Direction, Texts.Pick(null, "ar", null).Query, Texts.English.Query));

    [Theory]
    [InlineData("{count, plural, one {#}}")]
    [InlineData("{count, plural, other {#}")]
    [InlineData("{count, number}")]
    [InlineData("a } b")]
    [InlineData("{}")]
    public void A_broken_message_is_refused_when_it_is_read(string text) => Assert.Throws<FormatException>(() => Message.Parse(text));

    private static Language Of(string tag) => Language.All.Single(language => language.Tag == tag);

    private static string Said(Language language, string key) => string.Join('|', language.Find(key)!.Words);

    private static Regex Script(string name) => name switch
    {
        "Arabic" => Arabic(),
        "Han" => Han(),
        "Japanese" => Japanese(),
        _ => Latin(),
    };

    [GeneratedRegex(@"[\p{IsArabic}]")]
    private static partial Regex Arabic();

    [GeneratedRegex(@"[\p{IsCJKUnifiedIdeographs}]")]
    private static partial Regex Han();

    [GeneratedRegex(@"[\p{IsCJKUnifiedIdeographs}\p{IsHiragana}\p{IsKatakana}々]")]
    private static partial Regex Japanese();

    [GeneratedRegex(@"[\p{IsBasicLatin}\p{IsLatin-1Supplement}]")]
    private static partial Regex Latin();
}
