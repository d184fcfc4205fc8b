using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Incidents;

namespace Tracking.Tests.Incidents;

/// <summary>
/// Parcels that travel from hubs abroad to depots in Germany and France, scanned by day, hardly on weekends, with days that are busier or slacker at each place
/// than chance alone makes; and what may go wrong. Reproducible by its seed.
/// </summary>
public sealed class WaitingWorld
{
    private static readonly Milestone[] Steps =
        [Milestone.Accepted, Milestone.DepartedOutwardOffice, Milestone.ArrivedInwardOffice, Milestone.CustomsReleased, Milestone.ArrivedDelivery, Milestone.OutForDelivery, Milestone.Delivered];

    /// <summary>Working days that half of the parcels wait after each step.</summary>
    private static readonly double[] Usual = [0.8, 2.5, 0.7, 0.9, 0.6, 0.4];
    private readonly List<Told> _told = [];

    /// <param name="parcelsADay">Of each carrier.</param>
    /// <param name="until">The end of the time in which parcels start.</param>
    public WaitingWorld(int seed, Instant until, int parcelsADay = 12, int days = 45, string[]? carriers = null, IReadOnlyList<Trouble>? troubles = null)
    {
        var chance = new Random(seed);
        var lump = new Dictionary<(string, int), double>();
        long id = 0;
        foreach (var carrier in carriers ?? ["alpha", "beta"])
        {
            for (var n = 0; n < parcelsADay * days; n++)
            {
                id++;
                var (origin, end) = (chance.Next(3) switch { 0 => "US", 1 => "GB", _ => "PL" }, chance.Next(3) == 0 ? "FR" : "DE");
                var at = Working(until - Duration.FromDays(days * chance.NextDouble()), end);
                for (var step = 0; step < Steps.Length; step++)
                {
                    var place = step < 2 ? $"HUB {origin}" : step < 4 ? $"GATE {end}" : $"DEPOT {end} {id % 3}";
                    var country = step < 2 ? origin : end;
                    var told = at + Duration.FromHours(4 * chance.NextDouble());
                    if (troubles?.FirstOrDefault(trouble => trouble.Feed == carrier && trouble.Span.Contains(told)) is { } dead)
                        told = dead.Span.End + Duration.FromHours(chance.NextDouble());
                    _told.Add(new(id, carrier, step, place, country, origin, end, at, told));
                    if (step == Steps.Length - 1 || chance.NextDouble() < 0.003)
                        break;
                    var day = (place + carrier, (int)(at - Instant.FromUnixTimeSeconds(0)).TotalDays);
                    if (!lump.TryGetValue(day, out var slack))
                        lump[day] = slack = Math.Exp(0.2 * Normal(chance));
                    at = After(at, Usual[step] * slack * Math.Exp(0.6 * Normal(chance)), end);
                    if (troubles?.FirstOrDefault(trouble => trouble.Hits(carrier, place, end, step) && trouble.Span.Contains(at)) is { } hit)
                        at = Working(hit.Span.End + Duration.FromHours(24 * chance.NextDouble()), end);
                }
            }
        }
    }

    /// <summary>The waits as they were known at a moment.</summary>
    public IncidentScene Seen(Instant now, IReadOnlyList<StandingIncident>? standing = null, IReadOnlyDictionary<string, FeedHours>? feeds = null)
    {
        var waits = new List<Wait>();
        foreach (var parcel in _told.Where(told => told.At <= now).GroupBy(told => told.Parcel))
        {
            Wait? open = null;
            var newest = -1;
            foreach (var told in parcel.OrderBy(told => told.At).ThenByDescending(told => told.Step))
            {
                if (told.Step <= newest)
                    continue;
                newest = told.Step;
                if (open is not null)
                    waits.Add(open with { Ended = told.At, ToldByCarrier = true });
                open = new()
                {
                    Parcel = told.Parcel, Carrier = told.Carrier, Facility = told.Place, Town = told.Place, Country = told.Country, Origin = told.Origin, Destination = told.End,
                    After = Steps[told.Step], Began = told.At, Since = told.At, Left = Waits.Leaves(Steps[told.Step]) ? told.Happened : null,
                };
            }
            if (open is not null && open.After is not Milestone.Delivered)
                waits.Add(open);
        }
        return new()
        {
            Waits = [.. waits.Where(wait => wait.Ended is not { } ended || ended > now - IncidentWatch.History)],
            Standing = standing ?? [],
            Feeds = feeds ?? new Dictionary<string, FeedHours>(),
            Names = new Dictionary<string, string> { ["alpha"] = "Alpha", ["beta"] = "Beta" },
            Now = now,
        };
    }

    /// <summary>Looks every so many hours and lets incidents stand from one look to the next; what was opened (+), goes on under another name (=) and was closed (-), as lines of text.</summary>
    public List<string> Watch(Instant from, Instant to, double hours = 6)
    {
        var (lines, standing, blind) = (new List<string>(), new List<StandingIncident>(), new Dictionary<string, FeedHours>());
        for (var now = from; now <= to; now += Duration.FromHours(hours))
        {
            var looked = IncidentWatch.Look(Seen(now, standing, blind));
            lines.AddRange(looked.Over.Select(over => $"{now:uuuu-MM-dd HH} - {over.Cohort.Kind} {over.Cohort.Subject}: {over.Why.Split(':')[0]}"));
            lines.AddRange(looked.Standing.Where(one => standing.All(known => known.Cohort != one.Cohort)).Select(one => $"{now:uuuu-MM-dd HH} {(one.Follows is { } was ? $"= {was.Kind} {was.Subject} >" : "+")} {one.Cohort.Kind} {one.Cohort.Subject}"));
            // As the store does: while a feed was dead we were blind.
            foreach (var over in looked.Over.Where(over => over.Cohort.Kind is IncidentKind.DeadFeed))
                blind[over.Cohort.Subject] = FeedHours.Unrecorded with { Blind = [new(standing.Single(one => one.Cohort == over.Cohort).Since, now)] };
            standing = [.. looked.Standing.Select(one => new StandingIncident(one.Cohort, one.Since))];
        }
        return lines;
    }

    private static Instant After(Instant at, double workingDays, string country)
    {
        var end = Core.Lanes.WorkClock.Of(country).At(at.InUtc().LocalDateTime) + workingDays;
        var (low, high) = (at, at + Duration.FromDays(workingDays * 4 + 12));
        for (var i = 0; i < 24; i++)
        {
            var middle = low + (high - low) / 2;
            if (Core.Lanes.WorkClock.Of(country).At(middle.InUtc().LocalDateTime) < end)
                low = middle;
            else
                high = middle;
        }
        return Working(high, country);
    }

    /// <summary>Scans come between six and twenty o'clock.</summary>
    private static Instant Working(Instant at, string country)
    {
        var local = at.InUtc().LocalDateTime;
        var hour = local.TimeOfDay.TickOfDay / (double)NodaConstants.TicksPerHour;
        return local.Date.AtMidnight().InUtc().ToInstant() + Duration.FromHours(6 + hour * 14 / 24);
    }

    private static double Normal(Random chance) => Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());

    private sealed record Told(long Parcel, string Carrier, int Step, string Place, string Country, string Origin, string End, Instant Happened, Instant At);
}
