using Tracking.Core.Cases;

namespace Tracking.Portal.Ops;

/// <summary>A step while somebody writes it.</summary>
public sealed class StepDraft
{
    public required string Id { get; init; }
    public StepKind Kind { get; set; }
    public string Title { get; set; } = "";
    public string Detail { get; set; } = "";
    public int? Days { get; set; }

    /// <summary>A <see cref="Core.Cases.WakeOn"/> by name; empty where only time ends the wait.</summary>
    public string WakeOn { get; set; } = "";
    public string Address { get; set; } = "";

    /// <summary>By language tag.</summary>
    public Dictionary<string, LetterDraft> Letter { get; init; } = [];

    /// <summary>True where a step of this kind can have a letter.</summary>
    public bool MayWrite => Kind is not (StepKind.Check or StepKind.Wait);

    public static StepDraft New() => new() { Id = Guid.NewGuid().ToString("N")[..8], Kind = StepKind.Check };

    public static StepDraft Of(PlaybookStep step) => new()
    {
        Id = step.Id,
        Kind = step.Kind,
        Title = step.Title,
        Detail = step.Detail ?? "",
        Days = step.Days,
        WakeOn = step.WakeOn?.ToString() ?? "",
        Address = step.Address ?? "",
        Letter = step.Letter.ToDictionary(words => words.Key, words => new LetterDraft { Subject = words.Value.Subject, Body = words.Value.Body }),
    };

    /// <summary>Without what its kind does not have.</summary>
    public PlaybookStep Read() => new()
    {
        Id = Id,
        Kind = Kind,
        Title = Title.Trim(),
        Detail = string.IsNullOrWhiteSpace(Detail) ? null : Detail.Trim(),
        Days = Kind is StepKind.Wait ? Days : null,
        WakeOn = Kind is StepKind.Wait && Enum.TryParse<WakeOn>(WakeOn, out var on) ? on : null,
        Address = Kind is StepKind.AskCarrier or StepKind.Claim && !string.IsNullOrWhiteSpace(Address) ? Address.Trim() : null,
        Letter = MayWrite ? Letter.ToDictionary(words => words.Key, words => words.Value.Read()) : new Dictionary<string, LetterWords>(),
    };

    /// <summary>Words in one language while somebody writes them.</summary>
    public sealed class LetterDraft
    {
        public string Subject { get; set; } = "";
        public string Body { get; set; } = "";

        public LetterWords Read() => new(Subject.Trim(), Body.Trim().ReplaceLineEndings("\n"));
    }
}
