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

    /// <summary>Carriers that need somebody come first, then those that are on, then the rest.</summary>
    public static IReadOnlyList<CarrierLine> Ordered(IReadOnlyList<CarrierLine> lines) =>
        [.. lines.OrderByDescending(line => line is { HasAccount: true, Answering: false }).ThenByDescending(line => line.HasAccount).ThenBy(line => line.Carrier, StringComparer.Ordinal)];
}
