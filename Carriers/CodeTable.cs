using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>
/// A carrier's <c>codes.csv</c>: header <c>code,sub,milestone,reason,class,note</c>; a milestone of <c>-</c> leaves a code out on purpose and the note says why;
/// an empty class is Actual. Codes compare without regard to case. Cells may be quoted as in RFC 4180.
/// </summary>
public sealed class CodeTable
{
    private readonly FrozenDictionary<(string, string), CodeRow> _rows;

    private CodeTable(string text)
    {
        Version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        Rows = [.. Csv.Rows(text).Skip(1).Select(Row)];
        _rows = Rows.ToFrozenDictionary(row => (row.Code.ToUpperInvariant(), row.Sub.ToUpperInvariant()));
    }

    /// <summary>The first 12 hex digits of the file's SHA-256.</summary>
    public string Version { get; }

    public IReadOnlyList<CodeRow> Rows { get; }

    /// <summary>The table beside a carrier's class.</summary>
    /// <exception cref="InvalidOperationException">The folder has no codes.csv, or a row is wrong; the message names it.</exception>
    public static CodeTable Of(Type carrier)
    {
        var name = carrier.Namespace + ".codes.csv";
        using var stream = carrier.Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing: every carrier has a codes.csv beside its class.");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    public static CodeTable Parse(string csv) => new(csv.ReplaceLineEndings("\n"));

    /// <summary>The row for a code and sub-code, else the row for the code alone, else null: unknown.</summary>
    public CodeRow? Find(string? code, string? sub = null)
    {
        if (code is null)
            return null;
        var key = code.Trim().ToUpperInvariant();
        return sub is { Length: > 0 } && _rows.TryGetValue((key, sub.Trim().ToUpperInvariant()), out var exact) ? exact : _rows.GetValueOrDefault((key, ""));
    }

    /// <summary>A reading of a code by this table; the time and the place are the carrier's to add.</summary>
    public Reading Read(string? code, string? sub = null)
    {
        var row = Find(code, sub);
        return new Reading
        {
            Milestone = row?.Milestone,
            Reason = row?.Reason,
            Class = row?.Class ?? EventClass.Actual,
            Mapping = row?.ToString() ?? "unknown",
            TableVersion = Version,
        };
    }

    private static CodeRow Row(string[] cells)
    {
        if (cells.Length != 6)
            throw new InvalidOperationException($"A row of codes.csv has six cells, this one {cells.Length}: {string.Join(',', cells)}");
        var leftOut = cells[2] == "-";
        if (leftOut && cells[5].Length == 0)
            throw new InvalidOperationException($"Code {cells[0]} is left out without saying why.");
        return new CodeRow(cells[0], cells[1], leftOut ? null : Enum.Parse<Milestone>(cells[2]), cells[3].Length == 0 ? null : Enum.Parse<Reason>(cells[3]),
            cells[4].Length == 0 ? EventClass.Actual : Enum.Parse<EventClass>(cells[4]), cells[5]);
    }
}
