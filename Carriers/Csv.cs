using System.Text;

namespace Tracking.Carriers;

/// <summary>Rows of an RFC 4180 text.</summary>
public static class Csv
{
    public static IEnumerable<string[]> Rows(string text)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted)
            {
                if (c != '"')
                    cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[i++]);
                else
                    quoted = false;
            }
            else if (c == '"')
                quoted = true;
            else if (c == ',')
                Cell();
            else if (c == '\n')
            {
                Cell();
                if (cells is not [""])
                    yield return [.. cells];
                cells.Clear();
            }
            else if (c != '\r')
                cell.Append(c);
        }
        Cell();
        if (cells is not [""])
            yield return [.. cells];

        void Cell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }
}
