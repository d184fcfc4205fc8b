using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>
/// A carrier's <c>codes.csv</c>: header <c>code,sub,milestone,reason,class,note</c>; a milestone of <c>-</c> leaves a code out on purpose and the note says why; <c>-Delivered</c> takes back the last delivery that was told;
/// an empty class is Actual. A code that begins with <c>~</c> names a pattern, its sub is the regular expression: see <see cref="ReadPhrase"/>. Codes compare without regard to case. Cells may be quoted as in RFC 4180.
/// </summary>
public sealed class CodeTable
{
    // What is in the build never changes.
    private static readonly ConcurrentDictionary<Type, CodeTable> Built = new();
    private readonly FrozenDictionary<(string, string), (CodeRow Row, Reading Reading)> _rows;
    private readonly (WordPattern Pattern, Reading Reading)[] _patterns;
    private readonly Reading _unknown;

    private CodeTable(string text)
        : this(text, [.. Csv.Rows(text).Skip(1).Select(Row)])
    {
    }

    private CodeTable(string text, IReadOnlyList<CodeRow> rows)
    {
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        Rows = rows;
        _rows = Rows.Where(row => row.Code[0] != '~').ToFrozenDictionary(row => (row.Code.ToUpperInvariant(), row.Sub.ToUpperInvariant()), row => (row, Meaning(row)));
        _patterns = [.. Rows.Where(row => row.Code[0] == '~').Select(row => (WordPattern.Of(row.Sub), Meaning(row)))];
        _unknown = Meaning(null);
    }

    /// <summary>The first 12 hex digits of the file's SHA-256; of its version and the rows laid over it, where there are any.</summary>
    public string Version { get; }

    public IReadOnlyList<CodeRow> Rows { get; }

    /// <summary>The table beside a carrier's class.</summary>
    /// <exception cref="InvalidOperationException">The folder has no codes.csv, or a row is wrong; the message names it.</exception>
    public static CodeTable Of(Type carrier) => Built.GetOrAdd(carrier, static type =>
    {
        var name = type.Namespace + ".codes.csv";
        using var stream = type.Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing: every carrier has a codes.csv beside its class.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    });

    public static CodeTable Parse(string csv) => new(csv.ReplaceLineEndings("\n"));

    /// <summary>This table with rows laid over it: each takes the place of the row with its code and sub-code, or is added.</summary>
    public CodeTable With(IReadOnlyCollection<CodeRow> rows)
    {
        if (rows.Count == 0)
            return this;
        var laid = rows.ToDictionary(row => (row.Code.ToUpperInvariant(), row.Sub.ToUpperInvariant()));
        var text = string.Join('\n', rows.OrderBy(row => row.Code, StringComparer.Ordinal).ThenBy(row => row.Sub, StringComparer.Ordinal).Select(row => row.ToCsv()).Prepend(Version));
        return new CodeTable(text, [.. Rows.Where(row => !laid.ContainsKey((row.Code.ToUpperInvariant(), row.Sub.ToUpperInvariant()))), .. rows]);
    }

    /// <summary>The row for a code and sub-code, else the row for the code alone, else null: unknown.</summary>
    public CodeRow? Find(string? code, string? sub = null) => Entry(code, sub).Row;

    /// <summary>A wording as a row's code: white space folded, a full stop at the end left out.</summary>
    public static string PhraseOf(string wording) => string.Join(' ', wording.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', '\u3002');

    /// <summary>
    /// A reading of words alone, for carriers without codes: the row whose code is the phrase (white space folded, a full stop at the end left out), else the first row whose code begins
    /// with <c>~</c>, a pattern's name, and whose sub is a regular expression that the phrase matches.
    /// </summary>
    public Reading ReadPhrase(string? wording)
    {
        if (wording is null)
            return _unknown;
        var phrase = PhraseOf(wording);
        if (_rows.TryGetValue((phrase.ToUpperInvariant(), ""), out var exact))
            return exact.Reading;
        foreach (var (pattern, reading) in _patterns)
        {
            if (pattern.IsMatch(phrase))
                return reading;
        }
        return _unknown;
    }

    /// <summary>A reading of a code by this table; the time and the place are the carrier's to add.</summary>
    public Reading Read(string? code, string? sub = null) => Entry(code, sub).Reading ?? _unknown;

    /// <summary>The same where a row has just this sub-code; null where none has.</summary>
    public Reading? ReadExactly(string? code, string sub) => Entry(code, sub) is { Row.Sub.Length: > 0 } entry ? entry.Reading : null;

    /// <summary>Nulls where no row fits.</summary>
    private (CodeRow? Row, Reading? Reading) Entry(string? code, string? sub)
    {
        if (code is null)
            return default;
        var key = code.Trim().ToUpperInvariant();
        return sub is { Length: > 0 } && _rows.TryGetValue((key, sub.Trim().ToUpperInvariant()), out var exact) ? exact : _rows.GetValueOrDefault((key, ""));
    }

    private Reading Meaning(CodeRow? row) => new()
    {
        Milestone = row?.Milestone,
        Withdraws = row?.Withdraws,
        Reason = row?.Reason,
        Class = row?.Class ?? EventClass.Actual,
        Mapping = row?.ToString() ?? "unknown",
        TableVersion = Version,
    };

    private static CodeRow Row(string[] cells)
    {
        if (cells.Length != 6)
            throw new InvalidOperationException($"A row of codes.csv has six cells, this one {cells.Length}: {string.Join(',', cells)}");
        var back = cells[2].StartsWith('-');
        if (cells[2] == "-" && cells[5].Length == 0)
            throw new InvalidOperationException($"Code {cells[0]} is left out without saying why.");
        return new CodeRow(cells[0], cells[1], back ? null : Enum.Parse<Milestone>(cells[2]), cells[3].Length == 0 ? null : Enum.Parse<Reason>(cells[3]),
            cells[4].Length == 0 ? EventClass.Actual : Enum.Parse<EventClass>(cells[4]), cells[5])
        {
            Withdraws = cells[2].Length > 1 && back ? Enum.Parse<Milestone>(cells[2].AsSpan(1)) : null,
        };
    }
}
