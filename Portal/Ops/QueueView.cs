using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>What the queue page shows, as its address says it: the address is the only place where filters live.</summary>
public sealed record QueueView
{
    public const string Path = "/ops";

    /// <summary>The word for whoever looks, where an address could be: a link of one's own cases works for everybody.</summary>
    public const string Me = "me";

    public QueueFilter Filter { get; init; } = new();

    public QueueGrouping Grouping { get; init; }

    /// <summary>True where nothing narrows the queue.</summary>
    public bool IsAll => (this with { Grouping = QueueGrouping.None }).ToUrl() == Path;

    /// <summary>The address's part after the question mark; empty where there is none.</summary>
    public string Query => ToUrl()[Path.Length..].TrimStart('?');

    /// <summary>The view that an address's query asks for; words that mean nothing are passed over.</summary>
    public static QueueView Of(string query)
    {
        var said = QueryHelpers.ParseQuery(query);
        string? One(string name) => said.TryGetValue(name, out var values) && values.FirstOrDefault() is { Length: > 0 and <= 200 } value ? value.Trim() : null;
        IReadOnlyList<string> All(string name) => said.TryGetValue(name, out var values) ? [.. values.OfType<string>().Where(value => value.Length is > 0 and <= 100).Distinct().Take(50)] : [];
        IReadOnlyList<T> Known<T>(string name) where T : struct, Enum =>
            [.. All(name).Where(value => Enum.TryParse<T>(value, true, out var known) && Enum.IsDefined(known)).Select(value => Enum.Parse<T>(value, true)).Distinct()];
        return new QueueView
        {
            Filter = new QueueFilter
            {
                Kinds = Known<FindingKind>("kind"),
                Severities = Known<Severity>("severity"),
                Carriers = All("carrier"),
                Destinations = [.. All("to").Select(country => country.ToUpperInvariant())],
                Lanes = [.. All("lane").Select(lane => lane.ToUpperInvariant())],
                Facilities = All("at"),
                Shops = All("shop"),
                States = Known<CaseState>("state"),
                Assignee = One("who"),
                Overdue = One("overdue") is "1",
                Buyer = One("buyer") is { Length: 64 } key && key.All(char.IsAsciiHexDigit) ? key.ToLowerInvariant() : null,
                Days = int.TryParse(One("days"), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3650 ? days : null,
            }.Searching(One("q")),
            Grouping = Known<QueueGrouping>("by").FirstOrDefault(),
        };
    }

    /// <summary>The address of this view; the same view has the same address.</summary>
    public string ToUrl()
    {
        var said = new List<KeyValuePair<string, string?>>();
        void Say(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                said.Add(new(name, value));
        }

        Say("q", Filter.Search);
        Say("buyer", Filter.Buyer);
        foreach (var kind in Filter.Kinds.Order())
            Say("kind", kind.ToString());
        foreach (var severity in Filter.Severities.OrderDescending())
            Say("severity", severity.ToString());
        foreach (var carrier in Filter.Carriers.Order(StringComparer.Ordinal))
            Say("carrier", carrier);
        foreach (var country in Filter.Destinations.Order(StringComparer.Ordinal))
            Say("to", country);
        foreach (var lane in Filter.Lanes.Order(StringComparer.Ordinal))
            Say("lane", lane);
        foreach (var facility in Filter.Facilities.Order(StringComparer.Ordinal))
            Say("at", facility);
        foreach (var shop in Filter.Shops.Order(StringComparer.Ordinal))
            Say("shop", shop);
        foreach (var state in Filter.States.Order())
            Say("state", state.ToString());
        Say("who", Filter.Assignee);
        Say("days", Filter.Days?.ToString(CultureInfo.InvariantCulture));
        if (Filter.Overdue)
            Say("overdue", "1");
        if (Grouping is not QueueGrouping.None)
            Say("by", Grouping.ToString());
        return QueryHelpers.AddQueryString(Path, said);
    }

    /// <summary>The filter for the store: <see cref="Me"/> becomes whoever looks.</summary>
    public QueueFilter FilterFor(string email) => Filter.Assignee == Me ? Filter with { Assignee = email } : Filter;

    /// <summary>The same view with another filter.</summary>
    public QueueView With(QueueFilter filter) => this with { Filter = filter };

    /// <summary>The finding's sentence; where it is gone, what it was.</summary>
    public static string SentenceOf(QueueRow row) => row.Sentence.Length > 0 ? row.Sentence : Words.Of(row.Kind);

    /// <summary>A list with a choice taken in, or out where it was in.</summary>
    public static IReadOnlyList<T> Toggled<T>(IReadOnlyList<T> chosen, T choice) =>
        chosen.Contains(choice) ? [.. chosen.Where(one => !Equals(one, choice))] : [.. chosen, choice];
}
