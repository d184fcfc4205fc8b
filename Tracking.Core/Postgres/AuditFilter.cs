using NodaTime;

namespace Tracking.Core.Postgres;

/// <summary>What is looked for in the audit; what is null is not asked.</summary>
public sealed record AuditFilter
{
    /// <summary>A part of the address of whoever did it.</summary>
    public string? By { get; init; }

    /// <summary>One of <see cref="AuditStore.Sources"/>.</summary>
    public string? Source { get; init; }

    /// <summary>A part of what was done, to whom, or why; or the number of an order or a parcel.</summary>
    public string? Text { get; init; }

    /// <summary>The first day, in UTC.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The last day, in UTC.</summary>
    public LocalDate? To { get; init; }
}
