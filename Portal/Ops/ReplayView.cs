using NodaTime;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>How the pages of replays say what one is and how far it is: pure.</summary>
public static class ReplayView
{
    /// <summary>What is read again, and what becomes of it.</summary>
    public static string Title(ReplayRequest request, Func<CarrierId, string> nameOf) =>
        $"{(request.DryRun ? "Dry run" : "Replay")} over {(request.Carrier is { } carrier ? $"{nameOf(carrier)}'s wires" : "all wires")}{(request.Since is { } since ? $" since {Words.Minute(since)}" : "")}"
        + (request.Proposed.Count > 0 ? $" with {string.Join(", ", request.Proposed.Select(row => $"{row.Code}{(row.Sub.Length > 0 ? "/" + row.Sub : "")} → {row.Milestone?.ToString() ?? "left out"}"))}" : "");

    /// <summary>Where it stands, in words.</summary>
    public static string Standing(Replay replay) => replay switch
    {
        { State: ReplayState.Done, Request.DryRun: true } => "done: nothing was changed",
        { State: ReplayState.Done } => "done",
        { State: ReplayState.Cancelled } => $"cancelled by {replay.CancelledBy}{(replay is { Request.DryRun: false, ParcelsCompared: > 0 } ? "; what was applied until then stays" : "")}",
        { State: ReplayState.Failed } => $"failed: {replay.Why}",
        { CancelledBy: not null } => "ending: cancelled",
        { IsAtWork: false } => "waiting for a worker",
        { State: ReplayState.Reading } => $"reading: {replay.WiresRead:N0} of {Words.Count(replay.Wires, "wire")}",
        _ => $"{(replay.Request.DryRun ? "comparing" : "applying")}: {replay.ParcelsCompared:N0} of {Words.Count(replay.Parcels, "parcel")}",
    };

    /// <summary>True where it has waited so long that its worker is gone.</summary>
    public static bool IsLeft(Replay replay, Instant now) => replay is { HasEnded: false, IsAtWork: false } && now - replay.AskedAt > Duration.FromSeconds(15);

    /// <summary>What it has found, a line each.</summary>
    public static IReadOnlyList<(string What, string Found)> Found(Replay replay)
    {
        var dry = replay.Request.DryRun;
        return
        [
            ("Wires read again", replay.WiresRead.ToString("N0") + (replay.WiresUnreadable > 0 ? $", {replay.WiresUnreadable:N0} of them not readable today: what was read from them stays" : "")),
            ("Aged out", replay.WiresGone == 0 ? "none" : $"{Words.Count(replay.WiresGone, "wire")} no longer kept: what was read from them stays"),
            ("Parcels compared", replay.ParcelsCompared.ToString("N0")),
            ("Readings", $"{replay.ReadingsChanged:N0} {(dry ? "would change" : "changed")}"),
            ("Statements", $"{replay.StatementsNew:N0} new, {replay.StatementsSuperseded:N0} superseded"),
            ("Timelines", $"{replay.TimelinesChanged:N0} {(dry ? "would change" : "changed")}"),
            ("Stages", $"{replay.StagesChanged:N0} {(dry ? "would change" : "changed")}"),
            ("Findings", dry
                ? $"{replay.FindingsOpened:N0} would open, {replay.FindingsCleared:N0} would clear, {replay.FindingsChanged:N0} would grow graver or less grave"
                : $"{replay.FindingsOpened:N0} opened, {replay.FindingsCleared:N0} cleared, {replay.FindingsChanged:N0} grew graver or less grave"),
        ];
    }

    /// <summary><c>In transit → Delivered</c>, or the stage alone where it stays.</summary>
    public static string Stages(ReplayChange change) =>
        change.StageBefore == change.StageAfter ? StageOf(change.StageAfter) : $"{StageOf(change.StageBefore)} → {StageOf(change.StageAfter)}";

    private static string StageOf(string? stage) => stage is null ? "Nothing heard" : Words.Split(stage);
}
