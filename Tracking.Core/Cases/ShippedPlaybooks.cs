using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracking.Core.Cases;

/// <summary>The playbooks that come with this build, one for each kind of finding: version 0, until an administrator edits them.</summary>
public static class ShippedPlaybooks
{
    private static readonly Lazy<File> Read = new(Load);

    /// <summary>By key.</summary>
    public static IReadOnlyDictionary<string, Playbook> All { get; } = Read.Value.Playbooks.ToDictionary(one => one.Key, one => new Playbook
    {
        Key = one.Key,
        Title = one.Title,
        For = one.For,
        Steps = [.. one.Steps.Select(step => new PlaybookStep
        {
            Id = step.Id,
            Kind = step.Kind,
            Title = step.Title,
            Detail = step.Detail,
            Days = step.Days,
            WakeOn = step.WakeOn,
            Letter = step.Letter is { } name ? Letters[name] : new Dictionary<string, LetterWords>(),
        })],
    });

    /// <summary>Letters to begin with, by name, each by language tag.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, LetterWords>> Letters =>
        Read.Value.Letters.ToDictionary(letter => letter.Key, letter => (IReadOnlyDictionary<string, LetterWords>)letter.Value);

    private static File Load()
    {
        using var stream = typeof(ShippedPlaybooks).Assembly.GetManifestResourceStream("Tracking.Core.Cases.Playbooks.json")!;
        return JsonSerializer.Deserialize<File>(stream, new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } })!;
    }

    private sealed record File(Dictionary<string, Dictionary<string, LetterWords>> Letters, List<Entry> Playbooks);

    private sealed record Entry(string Key, string Title, PlaybookScope For, List<Step> Steps);

    private sealed record Step(string Id, StepKind Kind, string Title, string? Detail, int? Days, WakeOn? WakeOn, string? Letter);
}
