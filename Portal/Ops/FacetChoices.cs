using System.Globalization;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>The choices that the filters of the queue offer: what is there, most first, and whatever is chosen.</summary>
public static class FacetChoices
{
    private const int Most = 12;

    public static IReadOnlyList<FacetChoice> Kinds(QueueView view, QueueFacets facets) =>
        Of(facets.Kinds, view.Filter.Kinds.Select(kind => kind.ToString()), Words.Split, 30);

    public static IReadOnlyList<FacetChoice> Severities(QueueView view, QueueFacets facets) =>
        [.. Enum.GetValues<Severity>().OrderDescending().Select(severity => severity.ToString())
            .Select(severity => Choice(severity, Words.Split(severity), facets.Severities, view.Filter.Severities.Any(chosen => chosen.ToString() == severity)))
            .Where(choice => choice.Chosen || choice.Count != "0")];

    public static IReadOnlyList<FacetChoice> Carriers(QueueView view, QueueFacets facets, Func<string, string> name) => Of(facets.Carriers, view.Filter.Carriers, name, Most);

    public static IReadOnlyList<FacetChoice> Destinations(QueueView view, QueueFacets facets) => Of(facets.Destinations, view.Filter.Destinations, country => country, Most);

    public static IReadOnlyList<FacetChoice> Lanes(QueueView view, QueueFacets facets) => Of(facets.Lanes, view.Filter.Lanes, Words.LaneOf, Most);

    public static IReadOnlyList<FacetChoice> Facilities(QueueView view, QueueFacets facets) => Of(facets.Facilities, view.Filter.Facilities, place => place, Most);

    public static IReadOnlyList<FacetChoice> Shops(QueueView view, QueueFacets facets) => Of(facets.Shops, view.Filter.Shops, shop => shop, Most);

    /// <summary>All states; closed ones are not counted, for there are ever more of them.</summary>
    public static IReadOnlyList<FacetChoice> States(QueueView view, QueueFacets facets) =>
        [.. Enum.GetValues<CaseState>().Select(state =>
        {
            var choice = Choice(state.ToString(), Words.Of(state), facets.States, view.Filter.StatesAsked.Contains(state));
            return state.IsClosed() ? choice with { Count = "" } : choice;
        })];

    /// <summary>One's own, nobody's, then people by how much they have.</summary>
    public static IReadOnlyList<FacetChoice> Assignees(QueueView view, QueueFacets facets, string me)
    {
        var chosen = view.Filter.Assignee;
        var others = facets.Assignees.Where(one => one.Key != QueueFilter.Nobody && one.Key != me).ToDictionary();
        return
        [
            new(QueueView.Me, "Mine", Text(facets.Assignees.GetValueOrDefault(me)), chosen == QueueView.Me || chosen == me),
            Choice(QueueFilter.Nobody, "Nobody's", facets.Assignees, chosen == QueueFilter.Nobody),
            .. Of(others, chosen is null or QueueView.Me or QueueFilter.Nobody || chosen == me ? [] : [chosen], Words.Person, Most),
        ];
    }

    private static IReadOnlyList<FacetChoice> Of(IReadOnlyDictionary<string, int> counts, IEnumerable<string> chosen, Func<string, string> label, int most)
    {
        var picked = chosen.ToHashSet();
        return
        [
            .. counts.Keys.Union(picked)
                .OrderByDescending(value => picked.Contains(value)).ThenByDescending(value => counts.GetValueOrDefault(value)).ThenBy(value => value, StringComparer.Ordinal)
                .Take(Math.Max(most, picked.Count))
                .OrderByDescending(value => counts.GetValueOrDefault(value)).ThenBy(value => value, StringComparer.Ordinal)
                .Select(value => Choice(value, label(value), counts, picked.Contains(value))),
        ];
    }

    private static FacetChoice Choice(string value, string label, IReadOnlyDictionary<string, int> counts, bool chosen) =>
        new(value, label, Text(counts.GetValueOrDefault(value)), chosen);

    private static string Text(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
