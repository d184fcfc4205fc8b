using System.Globalization;
using NodaTime;
using Tracking.Core.Incidents;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Portal.Ops;

/// <summary>How the carriers page says how a carrier does.</summary>
public static class CarrierBoardView
{
    /// <summary>On, or why off, in a few words.</summary>
    public static string State(CarrierLine line, KnownCarrier? known) => line switch
    {
        { PausedAt: not null } => "Paused",
        { HasAccount: false } when known?.OffBecause is { } why => $"Off: {why}",
        { HasAccount: false } when known is { Needs.Count: > 0 } => $"Off: needs {string.Join(", ", known.Needs.Select(need => $"Carriers:{line.Carrier}:{need}"))}",
        { HasAccount: false } => "Off: no account",
        _ => "On",
    };

    /// <summary>Whether it answers.</summary>
    public static string Answering(CarrierLine line) => line.Answering switch
    {
        true => "Answers",
        false => "Silent",
        null => "Never asked",
    };

    /// <summary>Why it is not asked right now though it is on; null where nothing holds it up. The time between two requests is no wait.</summary>
    public static string? Wait(CarrierLine line, Instant now) => line.NextAt is not { } next || next - now < Duration.FromSeconds(10) ? null
        : line.Answering is false ? $"left alone until {Words.Minute(next)}: it failed" : $"asks us to wait until {Words.Minute(next)}";

    /// <summary><c>12 of usually 240</c>; the number alone while nothing is usual yet.</summary>
    public static string LastHour(HourAgainstUsual? hour) => hour is null ? "–" : hour.Weeks == 0 ? hour.Events.ToString("N0", CultureInfo.InvariantCulture) : $"{hour.Events:N0} of usually {hour.UsualEvents:N0}";

    /// <summary>A share as people read it: <c>0.4 %</c>, <c>12 %</c>; a dash of nothing.</summary>
    public static string Share(int part, int whole) => whole == 0 ? "–" : part == 0 ? "0 %" : (100.0 * part / whole) switch
    {
        < 0.1 => "under 0.1 %",
        < 10 and var share => share.ToString("0.#", CultureInfo.InvariantCulture) + " %",
        var share => share.ToString("0", CultureInfo.InvariantCulture) + " %",
    };

    /// <summary>How far its clock was ahead of ours at most; under a minute is nothing.</summary>
    public static string Clock(CarrierHours day) => day.AheadSeconds switch
    {
        < 60 => "right",
        < 7200 and var seconds => $"{seconds / 60} min ahead",
        var seconds => $"{seconds / 3600} h ahead",
    };

    /// <summary>What it did in the last 24 hours, a line each.</summary>
    public static IReadOnlyList<(string What, string Found)> Day(CarrierHours day) =>
    [
        ("Polls answered", day.Answered.ToString("N0", CultureInfo.InvariantCulture)),
        ("Throttled", day.Throttled.ToString("N0", CultureInfo.InvariantCulture)),
        ("Refused or failed", day.Failed.ToString("N0", CultureInfo.InvariantCulture)),
        ("Pushes proven", day.Pushed.ToString("N0", CultureInfo.InvariantCulture)),
        ("Pushed again, byte for byte", day.Repeated.ToString("N0", CultureInfo.InvariantCulture)),
        ("Events told", day.Events.ToString("N0", CultureInfo.InvariantCulture)),
        ("With an unknown code", $"{day.Unknown:N0} ({Share(day.Unknown, day.Events)})"),
        ("Told out of order", $"{day.OutOfOrder:N0} ({Share(day.OutOfOrder, day.Events)})"),
        ("Clock", Clock(day)),
    ];

    /// <summary>True of an incident that is about what a carrier tells, not about where its parcels are.</summary>
    public static bool IsOfFeed(IncidentRow incident) => incident.Kind is nameof(IncidentKind.DeadFeed) or nameof(IncidentKind.PushesStopped);

    /// <summary>Requests today, of how many where the carrier sets a limit.</summary>
    public static string Spent(CarrierLine line, KnownCarrier? known) =>
        known?.DailyBudget is { } budget ? $"{line.Spent:N0} of {budget:N0}" : line.Spent.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>How long it took from a scan to us, for half of what came in the last day.</summary>
    public static string Lag(CarrierLine line) => line.Lag is not { } lag ? "–" : lag.TotalHours >= 2 ? $"{lag.TotalHours:0} h" : $"{Math.Max(0, lag.TotalMinutes):0} min";

    /// <summary>Carriers that need somebody come first, then those that are on, then the rest.</summary>
    public static IReadOnlyList<CarrierLine> Ordered(IReadOnlyList<CarrierLine> lines) =>
        [.. lines.OrderByDescending(line => line is { HasAccount: true, Answering: false }).ThenByDescending(line => line.HasAccount).ThenBy(line => line.Carrier, StringComparer.Ordinal)];
}
