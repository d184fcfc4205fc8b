using System.Globalization;

namespace Tracking.Core.Postgres;

/// <summary>A place in the outbox: transactions in order, and the lines of one in order. Written <c>1234-5</c>; <c>0</c> is the beginning.</summary>
public readonly record struct ChangeCursor(ulong Transaction, long Line)
{
    /// <summary>The cursor that <paramref name="text"/> writes, or null; nothing said is the beginning.</summary>
    public static ChangeCursor? Find(string? text)
    {
        if (text is null or "" or "0")
            return default(ChangeCursor);
        var parts = text.Split('-');
        return parts.Length == 2
            && ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var transaction)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? new(transaction, line) : null;
    }

    public override string ToString() => this == default ? "0" : string.Create(CultureInfo.InvariantCulture, $"{Transaction}-{Line}");
}
