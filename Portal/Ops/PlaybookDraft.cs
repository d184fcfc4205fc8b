using System.Globalization;
using System.Text;
using Tracking.Core.Cases;
using Tracking.Core.Findings;

namespace Tracking.Portal.Ops;

/// <summary>A playbook while somebody writes it.</summary>
public sealed class PlaybookDraft
{
    public required string Key { get; init; }
    public string Title { get; set; } = "";
    public List<string> Kinds { get; init; } = [];
    public List<string> Carriers { get; init; } = [];

    /// <summary>With commas between them.</summary>
    public string Tiers { get; set; } = "";
    public double? WorthFrom { get; set; }
    public int? DaysFrom { get; set; }
    public List<StepDraft> Steps { get; init; } = [];

    public static PlaybookDraft Of(Playbook playbook) => new()
    {
        Key = playbook.Key,
        Title = playbook.Title,
        Kinds = [.. playbook.For.Kinds.Select(kind => kind.ToString())],
        Carriers = [.. playbook.For.Carriers],
        Tiers = string.Join(", ", playbook.For.Tiers),
        WorthFrom = playbook.For.WorthFrom,
        DaysFrom = playbook.For.DaysFrom,
        Steps = [.. playbook.Steps.Select(StepDraft.Of)],
    };

    public Playbook Read() => new()
    {
        Key = Key,
        Title = Title.Trim(),
        For = new PlaybookScope
        {
            Kinds = [.. Kinds.Select(Enum.Parse<FindingKind>)],
            Carriers = [.. Carriers],
            Tiers = [.. Tiers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase)],
            WorthFrom = WorthFrom,
            DaysFrom = DaysFrom,
        },
        Steps = [.. Steps.Select(step => step.Read())],
    };

    /// <summary>Up or down by one place; a step at the end stays.</summary>
    public void Move(StepDraft step, int by)
    {
        var at = Steps.IndexOf(step);
        if (at < 0 || at + by < 0 || at + by >= Steps.Count)
            return;
        Steps.RemoveAt(at);
        Steps.Insert(at + by, step);
    }

    /// <summary>A key for a new playbook, made of its title and unlike all others: <c>customs-vip-2</c>.</summary>
    public static string KeyOf(string title, IEnumerable<string> taken)
    {
        var words = new StringBuilder();
        foreach (var letter in title.Normalize(NormalizationForm.FormD).ToLowerInvariant().Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark))
            if (char.IsAsciiLetterOrDigit(letter))
                words.Append(letter);
            else if (words.Length > 0 && words[^1] is not '-')
                words.Append('-');
        var key = words.ToString().Trim('-') is { Length: > 0 } said ? said[..Math.Min(said.Length, 40)].Trim('-') : "playbook";
        var known = taken.ToHashSet();
        return Enumerable.Range(1, known.Count + 1).Select(n => n == 1 ? key : $"{key}-{n.ToString(CultureInfo.InvariantCulture)}").First(one => !known.Contains(one));
    }
}
