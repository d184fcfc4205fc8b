using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Tracking.Carriers;

/// <summary>
/// A regular expression of a <c>codes.csv</c>, for what a carrier wrote; without regard to case. Tables that have the same one share it, and it is made when it is first asked.
/// </summary>
internal sealed class WordPattern
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);
    private static readonly ConcurrentDictionary<string, WordPattern> Known = new();
    private readonly string _text;
    private readonly Lazy<Regex> _compiled;

    private WordPattern(string text)
    {
        _text = text;
        _compiled = new(() => new Regex(text, Options | RegexOptions.Compiled, Patience));
    }

    public static WordPattern Of(string text) => Known.GetOrAdd(text, static text => new(text));

    /// <summary>
    /// The same answer however long it takes: a text made to keep an expression going back is asked of one that never does, whose time grows with the text alone.
    /// That one is not kept, nor used first: it takes close to a megabyte, and our tables have nine hundred.
    /// </summary>
    /// <exception cref="NotSupportedException">The expression cannot be had without going back.</exception>
    public bool IsMatch(string words)
    {
        try
        {
            return _compiled.Value.IsMatch(words);
        }
        catch (RegexMatchTimeoutException)
        {
            return new Regex(_text, Options | RegexOptions.NonBacktracking).IsMatch(words);
        }
    }
}
