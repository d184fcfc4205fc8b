using NodaTime;

namespace Tracking.Core.Cases;

/// <summary>Who works cases together, and when.</summary>
public sealed record Team
{
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
}
