using NodaTime.Text;
using Tracking.Core.Cases;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>
/// Claim windows as a table: header <c>carrier,kind,opens,closes,from,product,source,read,known</c>. Days may be empty where they are not known; <c>read</c> is the day on which
/// the source was read, such as <c>2026-11-26</c>, or empty; <c>known</c> is <c>V</c> (read in the carrier's own pages), <c>T</c> (third parties), <c>R</c> (recalled) or <c>I</c> (inferred).
/// </summary>
public static class ClaimWindowTable
{
    private const string Header = "carrier,kind,opens,closes,from,product,source,read,known";

    /// <summary>What the product itself knows: little, for carriers' terms have to be read at the carrier, by product and contract.</summary>
    public static IReadOnlyList<ClaimWindow> BuiltIn { get; } = Load();

    /// <summary>The rows of a table.</summary>
    /// <exception cref="FormatException">A row is wrong; the message names its line and what is.</exception>
    public static IReadOnlyList<ClaimWindow> Parse(string csv)
    {
        var rows = Csv.Rows(csv.TrimStart('\uFEFF')).ToList();
        if (rows.Count == 0 || string.Join(',', rows[0]) != Header)
            throw new FormatException($"the first line is not \"{Header}\"");
        return [.. rows.Skip(1).Select((cells, index) => Row(cells, index + 2))];
    }

    private static ClaimWindow Row(string[] cells, int line)
    {
        if (cells.Length != 9)
            throw new FormatException($"line {line}: it has {cells.Length} cells, and the header 9");
        if (cells[0].Length is 0 or > 40 || !cells[0].All(letter => letter is >= 'a' and <= 'z' or >= '0' and <= '9' or '-'))
            throw new FormatException($"line {line}: carrier: an id such as dhl-unified");
        if (cells[6].Length == 0)
            throw new FormatException($"line {line}: source: say where it is written");
        return new()
        {
            Carrier = new CarrierId(cells[0]),
            Kind = Name<ClaimKind>(cells[1], "kind"),
            OpensAfterDays = Days(cells[2], "opens"),
            ClosesAfterDays = Days(cells[3], "closes"),
            From = Name<CountedFrom>(cells[4], "from"),
            Product = cells[5].Length > 0 ? cells[5] : null,
            Source = cells[6],
            ReadOn = cells[7].Length == 0 ? null : LocalDatePattern.Iso.Parse(cells[7]) is { Success: true, Value: var day } ? day : throw new FormatException($"line {line}: read: a day such as 2026-11-26"),
            Known = cells[8] switch
            {
                "V" => HowKnown.Verified,
                "T" => HowKnown.ThirdParty,
                "R" => HowKnown.Recalled,
                "I" => HowKnown.Inferred,
                _ => throw new FormatException($"line {line}: known: V, T, R or I"),
            },
        };

        T Name<T>(string cell, string column) where T : struct, Enum =>
            Enum.GetNames<T>().Contains(cell) ? Enum.Parse<T>(cell) : throw new FormatException($"line {line}: {column}: one of {string.Join(", ", Enum.GetNames<T>())}");

        int? Days(string cell, string column) =>
            cell.Length == 0 ? null : int.TryParse(cell, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var days) && days <= 3650
                ? days : throw new FormatException($"line {line}: {column}: a number of days");
    }

    private static IReadOnlyList<ClaimWindow> Load()
    {
        using var stream = typeof(ClaimWindowTable).Assembly.GetManifestResourceStream("Tracking.Carriers.claims.csv")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
