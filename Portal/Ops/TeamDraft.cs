using NodaTime;
using Tracking.Core.Cases;

namespace Tracking.Portal.Ops;

/// <summary>A team while somebody edits it: fields may be empty or wrong, and days off in any order.</summary>
public sealed class TeamDraft
{
    public string? Name { get; set; }
    public string? Zone { get; set; }
    public TimeOnly Opens { get; set; }
    public TimeOnly Closes { get; set; }
    public HashSet<IsoDayOfWeek> Weekdays { get; private init; } = [];
    public List<DayOff> DaysOff { get; private init; } = [];
    public HashSet<string> Members { get; private init; } = [];

    /// <summary>Ids of shops that it has or is to get.</summary>
    public HashSet<long> Shops { get; private init; } = [];

    public static TeamDraft Of(Team team) => new()
    {
        Name = team.Name,
        Zone = team.Zone,
        Opens = team.Opens.ToTimeOnly(),
        Closes = team.Closes.ToTimeOnly(),
        Weekdays = [.. team.Weekdays],
        DaysOff = [.. team.Holidays.OrderBy(day => day.Key).Select(day => new DayOff { Day = day.Key.ToDateOnly(), Name = day.Value })],
        Members = [.. team.Members],
        Shops = [.. team.Shops.Keys],
    };

    /// <summary>The team as the fields say it.</summary>
    /// <param name="shops">Names of all shops, by id.</param>
    public Team Read(Team seen, IReadOnlyDictionary<long, string> shops) => seen with
    {
        Name = Name?.Trim() ?? "",
        Zone = Zone?.Trim() ?? "",
        Opens = LocalTime.FromTimeOnly(Opens),
        Closes = LocalTime.FromTimeOnly(Closes),
        Weekdays = [.. Weekdays.Order()],
        Holidays = DaysOff.Where(day => day.Day is not null).DistinctBy(day => day.Day).ToDictionary(day => LocalDate.FromDateOnly(day.Day!.Value), day => day.Name?.Trim() ?? ""),
        Members = [.. Members],
        Shops = shops.Where(shop => Shops.Contains(shop.Key)).ToDictionary(),
    };

    /// <summary>What keeps it from being saved, in sentences.</summary>
    public IEnumerable<string> Problems(Team read)
    {
        if (DaysOff.Any(day => day.Day is null))
            yield return "A day off has no date: give it one, or remove it.";
        foreach (var twice in DaysOff.Where(day => day.Day is not null).GroupBy(day => day.Day).Where(days => days.Count() > 1))
            yield return $"{twice.Key:yyyy-MM-dd} is there twice: remove one of them.";
        foreach (var problem in read.Problems())
            yield return problem;
    }

    /// <summary>A day on which nobody works.</summary>
    public sealed class DayOff
    {
        public DateOnly? Day { get; set; }
        public string? Name { get; set; }
    }
}
