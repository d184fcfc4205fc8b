using System.Globalization;
using System.Text;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>The queue as a table for other programs: what the page shows under the same address, without names and addresses of buyers.</summary>
public static class QueueCsv
{
    public const string Path = "/ops/queue.csv";
    private const int Slice = 500;
    private const string Head = "case,parcel,kind,severity,why,carrier,number,orders,shops,origin,destination,last seen at,since,value,currency,tier,chance of loss,due,state,assignee,snoozed until\r\n";

    /// <summary>Writes the cases that an address's query asks for; that they were taken out is in the audit.</summary>
    /// <param name="me">Who asks, by e-mail address.</param>
    public static async Task WriteAsync(HttpContext context, QueueStore queue, AccessActStore acts, string me)
    {
        var cancel = context.RequestAborted;
        var view = QueueView.Of(context.Request.QueryString.Value ?? "");
        await acts.AppendAsync(new AccessAct(me, "took out the queue as CSV", After: view.ToUrl()), cancel);
        var order = await queue.OrderAsync(view.FilterFor(me), view.Grouping, cancel);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"exceptions.csv\"";
        context.Response.Headers.CacheControl = "no-store";
        // The mark lets spreadsheets read it as UTF-8.
        await context.Response.WriteAsync("\uFEFF" + Head, cancel);
        foreach (var slice in order.Chunk(Slice))
        {
            var text = new StringBuilder();
            foreach (var row in await queue.ListAsync([.. slice.Select(entry => entry.CaseId)], cancel))
                text.AppendJoin(',', Cells(row).Select(Cell)).Append("\r\n");
            await context.Response.WriteAsync(text.ToString(), cancel);
        }
    }

    /// <summary>A cell as RFC 4180 wants it. What a spreadsheet would take for a formula begins with an apostrophe instead: carriers' texts are hostile.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var safe = text.TrimStart() is ['=' or '+' or '-' or '@', ..] || text[0] is '\t' or '\r' or '\n' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n'") >= 0 ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static IEnumerable<string?> Cells(QueueRow row) =>
    [
        row.CaseId.ToString(CultureInfo.InvariantCulture), row.ParcelId.ToString(CultureInfo.InvariantCulture), Words.Of(row.Kind), row.Severity.ToString(), QueueView.SentenceOf(row),
        row.Carrier, row.Number, row.Orders, row.Shops, row.Origin, row.Destination, row.Facility, row.Since?.ToString(), row.Value?.ToString(CultureInfo.InvariantCulture), row.Currency, row.Tier,
        row.Chance?.ToString("0.00", CultureInfo.InvariantCulture), row.DueAt?.ToString(), row.State.ToString(), row.Assignee, row.SnoozedUntil?.ToString(),
    ];
}
