using NodaTime;
using NodaTime.Text;

namespace Tracking.Core.Cases;

/// <summary>Who works cases together, for which shops, and when.</summary>
public sealed record Team
{
    public const int NameLength = 60, MostHolidays = 200;

    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public required long Id { get; init; }
    public required string Name { get; init; }

    /// <summary>TZDB id.</summary>
    public required string Zone { get; init; }
    public required LocalTime Opens { get; init; }

    /// <summary>Later than it opens.</summary>
    public required LocalTime Closes { get; init; }
    public required IReadOnlyList<IsoDayOfWeek> Weekdays { get; init; }

    /// <summary>Days off, by name.</summary>
    public IReadOnlyDictionary<LocalDate, string> Holidays { get; init; } = new Dictionary<LocalDate, string>();

    /// <summary>E-mail addresses; everybody is in one team at most.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Names of the shops whose cases are due by its hours, by id; every shop has one team.</summary>
    public IReadOnlyDictionary<long, string> Shops { get; init; } = new Dictionary<long, string>();

    /// <summary><c>Monday to Friday, 09:00 to 18:00, UTC</c>.</summary>
    public string Hours => $"{Days}, {Clock.Format(Opens)} to {Clock.Format(Closes)}, {Zone}";

    /// <summary>Everything about it in one line: what the audit keeps, and equal for equal teams.</summary>
    public string Said => string.Join("; ", new[]
    {
        Name, Hours, Part("off", Holidays.OrderBy(day => day.Key).Select(day => $"{LocalDatePattern.Iso.Format(day.Key)} {day.Value}".Trim())), Part("with", Members.Order(StringComparer.Ordinal)),
        Part("for", Shops.OrderBy(shop => shop.Key).Select(shop => shop.Value)),
    }.OfType<string>());

    /// <summary>What keeps it from being saved, in sentences; empty where nothing does.</summary>
    public IEnumerable<string> Problems()
    {
        if (Name.Trim().Length is 0 or > NameLength)
            yield return $"Give the team a name of at most {NameLength} characters.";
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(Zone) is null)
            yield return $"“{Zone}” is no time zone: choose one such as Europe/Berlin.";
        if (Opens >= Closes)
            yield return "It closes before it opens: a team’s day ends on the day on which it begins.";
        if (Weekdays.Count == 0)
            yield return "Choose at least one day of the week: a team that never works promises nothing.";
        if (Holidays.Count > MostHolidays)
            yield return $"That is more than {MostHolidays} days off: take old ones out.";
        foreach (var (day, name) in Holidays.Where(holiday => holiday.Value.Length > NameLength))
            yield return $"The name of {LocalDatePattern.Iso.Format(day)} is longer than {NameLength} characters.";
    }

    private string Days
    {
        get
        {
            var days = Weekdays.Distinct().Order().ToList();
            return days.Count > 2 && days[^1] - days[0] == days.Count - 1 ? $"{days[0]} to {days[^1]}" : string.Join(", ", days);
        }
    }

    private static string? Part(string what, IEnumerable<string> all) => string.Join(", ", all) is { Length: > 0 } text ? $"{what} {text}" : null;
}
