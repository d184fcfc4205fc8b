using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>What the page of the audit shows, as its address says it.</summary>
/// <param name="Before">The last line of the page before; null for the newest.</param>
public sealed record AuditView(AuditFilter Filter, AuditLine? Before = null)
{
    public const string Path = "/ops/audit";

    /// <summary>Lines on a page.</summary>
    public const int PageSize = 50;

    /// <summary>The view that an address's query asks for; words that mean nothing are passed over.</summary>
    public static AuditView Of(string query)
    {
        var said = QueryHelpers.ParseQuery(query);
        string? One(string name) => said.TryGetValue(name, out var values) && values.FirstOrDefault()?.Trim() is { Length: > 0 and <= 200 } value ? value : null;
        LocalDate? Day(string name) => One(name) is { } day && LocalDatePattern.Iso.Parse(day) is { Success: true, Value: { Year: >= 2000 and < 3000 } value } ? value : null;
        return new(new AuditFilter
        {
            By = One("by"),
            Source = One("of") is { } source && AuditStore.Sources.Contains(source) ? source : null,
            Text = One("q"),
            From = Day("from"),
            To = Day("to"),
        }, Line(One("before")));
    }

    /// <summary>The address of this view.</summary>
    public string ToUrl() => ToUrl(Path);

    /// <summary>The same lines at another path.</summary>
    public string ToUrl(string path)
    {
        var said = new Dictionary<string, string?>();
        void Say(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                said[name] = value.Trim();
        }

        Say("by", Filter.By);
        Say("of", Filter.Source);
        Say("q", Filter.Text);
        Say("from", Filter.From is { } from ? LocalDatePattern.Iso.Format(from) : null);
        Say("to", Filter.To is { } to ? LocalDatePattern.Iso.Format(to) : null);
        Say("before", Before is { } before ? $"{before.At.ToUnixTimeTicks().ToString(CultureInfo.InvariantCulture)}.{before.Source}.{before.Id.ToString(CultureInfo.InvariantCulture)}" : null);
        return QueryHelpers.AddQueryString(path, said);
    }

    /// <summary><c>state Open → Snoozed, assignee – → mara@example.test</c>; empty where nothing of the sort is kept.</summary>
    public static string Change(AuditLine line)
    {
        if (Marks(line.Before) is not { } before || Marks(line.After) is not { } after)
            return (line.Before, line.After) switch
            {
                (null, null) => "",
                ({ } was, null) => $"was {was}",
                (null, { } now) => now,
                var (was, now) => $"{was} → {now}",
            };
        return string.Join(", ", after.Keys.Union(before.Keys).Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))
            .Select(key => $"{Words.Split(key).ToLowerInvariant()} {before.GetValueOrDefault(key) ?? "–"} → {after.GetValueOrDefault(key) ?? "–"}"));
    }

    private static Dictionary<string, string?>? Marks(string? json)
    {
        if (json is not ['{', ..])
            return null;
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(
            field => char.ToUpperInvariant(field.Name[0]) + field.Name[1..], field => field.Value.ValueKind is JsonValueKind.Null ? null : field.Value.ToString());
    }

    private static AuditLine? Line(string? text) =>
        text?.Split('.') is [var at, var source, var id] && AuditStore.Sources.Contains(source)
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks < NodaConstants.TicksPerDay * 365 * 1000 && long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new AuditLine { At = Instant.FromUnixTimeTicks(ticks), Source = source, Id = number, By = "", Act = "" }
            : null;
}
