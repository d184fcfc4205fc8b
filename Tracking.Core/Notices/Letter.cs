namespace Tracking.Core.Notices;

/// <summary>What a person writes to a buyer from a case, in the words that were shown before it was sent.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Body">Paragraphs with an empty line between them.</param>
public sealed record Letter(string Subject, string Body)
{
    public IReadOnlyList<string> Paragraphs => [.. Body.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
