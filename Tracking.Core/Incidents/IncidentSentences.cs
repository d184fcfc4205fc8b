using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Core.Incidents;

/// <summary>The English that incidents are told in.</summary>
internal static class IncidentSentences
{
    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'");

    /// <summary>So many carriers are named.</summary>
    private const int Named = 4;

    /// <param name="carriers">Names of the carriers whose parcels wait, those with the most first.</param>
    public static string Stuck(Cohort cohort, IReadOnlyList<string> carriers, Instant since, double usual, int seen, int parcels)
    {
        var with = carriers.Count switch
        {
            0 => "",
            1 => $" with {carriers[0]}",
            <= Named => $" with {string.Join(", ", carriers.SkipLast(1))} and {carriers[^1]}",
            _ => $" with {string.Join(", ", carriers.Take(Named - 1))} and {carriers.Count - Named + 1} other carriers",
        };
        var told = carriers switch
        {
            [var one] when cohort.Kind is IncidentKind.CarrierStuck => $"{one} still tells of a few, so its feed works.",
            [var one] => $"{one} tells of its other parcels, so its feed works.",
            _ => "These carriers tell of their other parcels, so their feeds work.",
        };
        return $"{Count(parcels, "parcel")}{(cohort.Kind is IncidentKind.CarrierStuck ? "" : $" {cohort.Where()}")}{with} {(parcels == 1 ? "waits" : "wait")}: "
            + $"{Seen(seen, "scan")} since {Minute.Format(since)}, where {About(usual)} usual. {told}";
    }

    public static string DeadFeed(string carrier, Instant since, double usual, int parcels, int others) =>
        $"{carrier} answers, and has had no news of anybody since {Minute.Format(since)}, where {About(usual, "scan")} usual. "
        + (others > 0 ? $"Other sources have told of {Count(others, "scan")} of its parcels meanwhile. " : "")
        + $"That is the feed, not the parcels: the silence of {Count(parcels, "parcel")} is not counted until it has news again.";

    public static string PushesStopped(string carrier, Instant since, double usual) =>
        $"{carrier} has pushed nothing since {Minute.Format(since)}, where {About(usual, "push", "pushes")} usual. Asking it still brings news, only later: no parcel is stuck by this.";

    private static string Seen(int seen, string what) => seen == 0 ? $"no {what}" : Count(seen, what);

    private static string About(double usual, string? what = null, string? many = null)
    {
        var round = Math.Max(1, (long)Math.Round(usual));
        return $"about {round.ToString("N0", CultureInfo.InvariantCulture)}{(what is null ? "" : " " + (round == 1 ? what : many ?? what + "s"))} {(round == 1 ? "is" : "are")}";
    }

    private static string Count(int n, string what) => $"{n.ToString("N0", CultureInfo.InvariantCulture)} {what}{(n == 1 ? "" : "s")}";
}
