namespace Tracking.Core.Cases;

/// <summary>A letter in one language, with gaps such as <c>{number}</c> for what is told of the case.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Body">Paragraphs with an empty line between them.</param>
public sealed record LetterWords(string Subject, string Body)
{
    /// <summary>The most letters of a subject.</summary>
    public const int SubjectLength = 200;

    /// <summary>The most letters of a body.</summary>
    public const int BodyLength = 4000;

    /// <summary>What is wrong with it as a text; null where nothing is. That its gaps can be filled is for those who fill them.</summary>
    public string? Problem() =>
        string.IsNullOrWhiteSpace(Subject) ? "The subject is empty."
        : Subject.Length > SubjectLength || Subject.Any(char.IsControl) ? $"A subject is one line of at most {SubjectLength} characters."
        : string.IsNullOrWhiteSpace(Body) ? "The text is empty."
        : Body.Length > BodyLength ? $"A text has at most {BodyLength} characters."
        : Body.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t')) ? "The text holds a character that cannot be printed."
        : null;
}
