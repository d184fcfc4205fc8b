using System.Globalization;
using System.Text;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>The audit as a table for other programs: the acts that the page shows under the same address, all of them.</summary>
public static class AuditCsv
{
    public const string Path = "/ops/audit.csv";
    private const int Slice = 1000;
    private const string Head = "at,who,what,kind,subject,parcel,incident,before,after,why\r\n";

    /// <summary>Writes the acts that an address's query asks for; that they were taken out is an act too.</summary>
    /// <param name="me">Who asks, by e-mail address.</param>
    public static async Task WriteAsync(HttpContext context, AuditStore audit, AccessActStore acts, string me)
    {
        var cancel = context.RequestAborted;
        var view = AuditView.Of(context.Request.QueryString.Value ?? "") with { Before = null };
        await acts.AppendAsync(new AccessAct(me, "took out the audit as CSV", After: view.ToUrl()), cancel);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
        context.Response.Headers.CacheControl = "no-store";
        // The mark lets spreadsheets read it as UTF-8.
        await context.Response.WriteAsync("\uFEFF" + Head, cancel);
        AuditLine? last = null;
        do
        {
            var lines = await audit.ListAsync(view.Filter, last, Slice, cancel);
            var text = new StringBuilder();
            foreach (var line in lines)
                text.AppendJoin(',', Cells(line).Select(QueueCsv.Cell)).Append("\r\n");
            await context.Response.WriteAsync(text.ToString(), cancel);
            last = lines.Count == Slice ? lines[^1] : null;
        }
        while (last is not null);
    }

    private static IEnumerable<string?> Cells(AuditLine line) =>
    [
        line.At.ToString(), line.By, line.Act, line.Source, line.Subject, line.ParcelId?.ToString(CultureInfo.InvariantCulture), line.IncidentId?.ToString(CultureInfo.InvariantCulture),
        line.Before, line.After, line.Why,
    ];
}
