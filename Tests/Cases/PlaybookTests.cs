using CsCheck;
using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Portal.Buyer;
using Tracking.Portal.Notices;
using Xunit;

namespace Tracking.Tests.Cases;

/// <summary>Which playbook is a case's, and what those that come with the build promise.</summary>
public sealed class PlaybookTests
{
    private static readonly CaseFacts Facts = new(FindingKind.Stalled, "fedex", 300, "vip", 12);

    public static TheoryData<FindingKind> Kinds => [.. Enum.GetValues<FindingKind>()];

    public static TheoryData<string> Languages => [.. Language.All.Select(language => language.Tag)];

    [Theory]
    [InlineData("kind carrier", "kind", "kind carrier")]
    [InlineData("carrier tier", "kind", "carrier tier")]
    [InlineData("kind", "carrier", "kind")]
    [InlineData("carrier", "tier", "carrier")]
    [InlineData("tier", "worth", "tier")]
    [InlineData("worth", "days", "worth")]
    [InlineData("kind days", "carrier tier", "kind days")]
    [InlineData("kind days", "kind worth", "kind worth")]
    [InlineData("days", "", "days")]
    public void The_more_exact_of_two_wins_and_of_as_exact_ones_the_stated_order_decides(string one, string other, string wins)
    {
        Assert.Equal(wins, Playbook.Choose([For(one), For(other)], Facts)!.Title);
        Assert.Equal(wins, Playbook.Choose([For(other), For(one)], Facts)!.Title);
    }

    [Fact]
    public void Of_two_thresholds_the_higher_one_that_is_reached_wins()
    {
        var (low, high, higher) = (Of("low", new() { WorthFrom = 50 }), Of("high", new() { WorthFrom = 250 }), Of("higher", new() { WorthFrom = 301 }));
        Assert.Equal("high", Playbook.Choose([low, higher, high], Facts)!.Title);
        Assert.Equal("late", Playbook.Choose([Of("early", new() { DaysFrom = 3 }), Of("late", new() { DaysFrom = 12 }), Of("later", new() { DaysFrom = 13 })], Facts)!.Title);
        Assert.Equal("narrow", Playbook.Choose([Of("a wide one", new() { Kinds = [FindingKind.Stalled, FindingKind.NotFound] }), Of("narrow", new() { Kinds = [FindingKind.Stalled] })], Facts)!.Title);
        Assert.Equal("a", Playbook.Choose([Of("b", new()), Of("a", new())], Facts)!.Title);
    }

    [Fact]
    public void What_is_not_known_of_a_case_fits_no_condition_on_it()
    {
        var unknown = Facts with { Carrier = null, Worth = null, Tier = null };
        foreach (var named in new[] { "carrier", "tier", "worth" })
        {
            Assert.True(For(named).For.Fits(Facts));
            Assert.False(For(named).For.Fits(unknown));
        }
        Assert.Null(Playbook.Choose([For("carrier"), For("tier"), For("worth")], unknown));
        Assert.True(new PlaybookScope { Tiers = ["VIP"] }.Fits(Facts));
    }

    [Fact]
    public void The_choice_does_not_depend_on_the_order_in_which_playbooks_come()
    {
        var scope = Gen.Select(Gen.Int[0, 2].Select(n => (FindingKind)n).Array[0, 2], Gen.Bool.Select(one => one ? "fedex" : "ups").Array[0, 1], Gen.Bool.Select(one => one ? "vip" : "gold").Array[0, 1], Gen.Int[0, 3], Gen.Int[0, 3],
            (kinds, carriers, tiers, worth, days) => new PlaybookScope { Kinds = kinds, Carriers = carriers, Tiers = tiers, WorthFrom = worth == 0 ? null : worth * 100, DaysFrom = days == 0 ? null : days * 4 });
        Gen.Select(scope.Array[1, 8], Gen.Int[0, 7]).Sample((scopes, turn) =>
        {
            var books = scopes.Select((one, i) => Of($"p{i}", one)).ToList();
            var turned = books.Skip(turn % books.Count).Concat(books.Take(turn % books.Count)).Reverse().ToList();
            return Playbook.Choose(books, Facts)?.Key == Playbook.Choose(turned, Facts)?.Key;
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_of_finding_has_a_playbook_that_came_with_the_build(FindingKind kind)
    {
        var own = Playbook.Choose(ShippedPlaybooks.All.Values, new CaseFacts(kind, null, null, null, 0));
        Assert.NotNull(own);
        Assert.Contains(kind, own.For.Kinds);
        Assert.Empty(own.Problems());
        Assert.Empty(LetterWriter.Problems(own));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Each_letter_to_buyers_is_written_in_the_language_with_the_gaps_that_the_english_one_has(string tag)
    {
        var letters = ShippedPlaybooks.All.Values.SelectMany(one => one.Steps).Where(step => step.IsToBuyer).Select(step => step.Letter).Distinct().ToList();
        Assert.Equal(6, letters.Count);
        foreach (var letter in letters)
        {
            var (words, english) = (letter[tag], letter["en"]);
            Assert.Equal(GapsOf(english), GapsOf(words));
            Assert.True(tag == "en" || words.Body != english.Body && words.Subject != english.Subject, $"{tag}: {words.Subject} is English");
            Assert.Equal(english.Body.Split("\n\n").Length, words.Body.Split("\n\n").Length);
        }

        static string GapsOf(LetterWords words) => string.Join(' ', Message.Parse(words.Subject).Gaps.Order(StringComparer.Ordinal).Append("|").Concat(Message.Parse(words.Body).Gaps.Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("Order {numbr} is late", "Dear you", "{numbr}")]
    [InlineData("Order {number}", "It is {days} late, {shop}", "{days}")]
    [InlineData("Order {number", "Dear you", "awaited")]
    public void A_gap_that_nothing_fills_is_told_by_its_name(string subject, string body, string told)
    {
        Assert.Contains(told, LetterWriter.WrongWith(new(subject, body)));
        var step = new PlaybookStep { Id = "a", Kind = StepKind.AskBuyer, Title = "Ask", Letter = new Dictionary<string, LetterWords> { ["de"] = new(subject, body) } };
        Assert.StartsWith("Step 1, letter in de: ", Assert.Single(LetterWriter.Problems(new Playbook { Key = "k", Title = "t", Steps = [step] })).Sentence);
    }

    [Fact]
    public void A_playbook_says_which_of_its_fields_is_wrong()
    {
        var wait = new PlaybookStep { Id = "a", Kind = StepKind.Wait, Title = "Wait", Days = 61 };
        var mute = new PlaybookStep { Id = "b", Kind = StepKind.AskBuyer, Title = "Ask" };
        var lost = new PlaybookStep { Id = "b", Kind = StepKind.Check, Title = " ", Address = "two@places@example.test" };
        var problems = new Playbook { Key = "k", Title = "", For = new() { WorthFrom = -1, DaysFrom = 400 }, Steps = [wait, mute, lost] }.Problems().Select(problem => problem.Field);
        Assert.Equal(["title", "for.worthFrom", "for.daysFrom", "steps", "steps[0]", "steps[1]", "steps[2]", "steps[2]"], problems);
    }

    [Fact]
    public void A_trial_tells_what_a_draft_gains_and_loses_against_what_is_live()
    {
        var live = new[] { Of("stalled", new() { Kinds = [FindingKind.Stalled] }), Of("rest", new()) };
        var past = new[] { Past(1, Facts, 4), Past(2, Facts with { Days = 2 }, 10), Past(3, Facts with { Kind = FindingKind.NotFound }, null) };
        var trial = PlaybookTrial.Of(past, live, Of("stalled", new() { Kinds = [FindingKind.Stalled, FindingKind.NotFound], DaysFrom = 5 }));
        Assert.Equal([(1L, "stalled"), (3L, "rest")], trial.Matched.Select(one => (one.Case.Id, one.Now!)));
        Assert.Equal([(2L, "rest")], trial.Lost.Select(one => (one.Case.Id, one.Then!)));
        Assert.Equal((3, 1, Duration.FromHours(4)), (trial.Cases, trial.Gained("stalled"), trial.Median));
    }

    private static PastCase Past(long id, CaseFacts facts, int? hours) =>
        new(id, id, null, facts, hours is null ? CaseState.Open : CaseState.Resolved, GivenCases.Now, hours is { } took ? GivenCases.Now + Duration.FromHours(took) : null);

    private static Playbook For(string named)
    {
        var of = named.Split(' ');
        return Of(named, new()
        {
            Kinds = of.Contains("kind") ? [FindingKind.Stalled] : [],
            Carriers = of.Contains("carrier") ? ["fedex"] : [],
            Tiers = of.Contains("tier") ? ["vip"] : [],
            WorthFrom = of.Contains("worth") ? 100 : null,
            DaysFrom = of.Contains("days") ? 5 : null,
        });
    }

    private static Playbook Of(string title, PlaybookScope scope) =>
        new() { Key = title, Title = title, For = scope, Steps = [new PlaybookStep { Id = "look", Kind = StepKind.Check, Title = "Look" }] };
}
