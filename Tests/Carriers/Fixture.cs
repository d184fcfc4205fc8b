using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Tests.Carriers;

/// <summary>
/// One file of a carrier's <c>fixtures/</c>. Its name tells how it came: <c>situation.json</c> is an answer, <c>situation.push.json</c> a push,
/// <c>situation.404.json</c> an answer with that HTTP status.
/// </summary>
public sealed record Fixture(Carrier Carrier, string Path)
{
    /// <summary>When every fixture came.</summary>
    public static readonly Instant ReceivedAt = Instant.FromUtc(2026, 11, 23, 12, 0);

    public string Name => $"{Carrier.Profile.Id}/{System.IO.Path.GetFileName(Path)}";

    public string ExpectedPath => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, Situation + ".expected.txt");

    private string[] Parts => System.IO.Path.GetFileName(Path).Split('.');

    private string Situation => string.Join('.', Parts[..^1]);

    public Wire Wire => new()
    {
        Carrier = Carrier.Profile.Id,
        Kind = Parts.Contains("push") ? WireKind.Push : WireKind.Poll,
        Status = Parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0).FirstOrDefault(status => status is >= 100 and <= 599, 200),
        ReceivedAt = ReceivedAt,
        Body = File.ReadAllBytes(Path),
    };

    public static string CarriersFolder { get; } = System.IO.Path.Combine(RepositoryFolder(), "Carriers");

    public static string RepositoryFolder([CallerFilePath] string here = "") => System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", ".."));

    public static IReadOnlyList<Fixture> All { get; } =
    [
        .. new CarrierRegistry().List().SelectMany(carrier => Directory.Exists(FolderOf(carrier)) ? Directory.EnumerateFiles(FolderOf(carrier)) : [], (carrier, path) => new Fixture(carrier, path))
            .Where(fixture => !fixture.Path.EndsWith(".expected.txt", StringComparison.Ordinal)).OrderBy(fixture => fixture.Name, StringComparer.Ordinal),
    ];

    public static string FolderOf(Carrier carrier) => System.IO.Path.Combine(CarriersFolder, carrier.GetType().Namespace!.Split('.')[^1], "fixtures");

    /// <summary>A reply as text: a line for the whole, a line a parcel, a line an event.</summary>
    public static string Render(CarrierReply reply)
    {
        var text = new StringBuilder();
        switch (reply)
        {
            case CarrierReply.Answered answered:
                text.AppendLine("answered");
                foreach (var result in answered.Results)
                    Render(text, result);
                foreach (var problem in answered.Problems)
                    text.AppendLine($"! {problem}");
                break;
            case CarrierReply.Acknowledged acknowledged:
                text.AppendLine($"acknowledged {acknowledged.What} {string.Join(' ', acknowledged.Numbers)}".TrimEnd());
                break;
            case CarrierReply.Throttled throttled:
                text.AppendLine($"throttled {throttled.Why}");
                break;
            case CarrierReply.Refused refused:
                text.AppendLine($"refused {refused.Why}");
                break;
            case CarrierReply.Unreadable unreadable:
                text.AppendLine($"unreadable {unreadable.Why}");
                break;
            case CarrierReply.Unreachable unreachable:
                text.AppendLine($"unreachable {unreachable.Why}");
                break;
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Render(StringBuilder text, NumberResult result)
    {
        text.Append($"{result.Outcome} {result.Number?.Value ?? "?"}");
        if (result.Aliases.Count > 0)
            text.Append($" = {string.Join(", ", result.Aliases)}");
        if (result.Snapshot is { } whole)
        {
            text.Append($" | {whole.Service ?? "?"} | {whole.Origin ?? "?"} -> {whole.Destination ?? "?"}");
            if (whole.Edd is { } edd)
                text.Append($" | edd {edd.From:uuuu-MM-dd}..{edd.To:uuuu-MM-dd}");
            if (whole.ProofOfDelivery is { } proof)
                text.Append($" | signed {proof.SignedBy ?? "?"}");
            foreach (var next in whole.Next)
                text.Append($" | next {next.Carrier?.Value ?? "?"} {next.Number} {next.Role}");
        }
        if (result.Why is { } why)
            text.Append($" | {why}");
        text.AppendLine();
        foreach (var told in result.Events)
            text.AppendLine("  " + Render(told));
    }

    private static string Render(TrackingEvent told)
    {
        var (said, read) = (told.Said, told.Read);
        var parts = new List<string>
        {
            read.Time is { } time ? $"{time} {time.Basis}" : $"\"{said.Clock}\" unread",
            said.SubCode is null ? said.Code ?? "-" : $"{said.Code}/{said.SubCode}",
            (read.Milestone?.ToString() ?? (read.Mapping == "unknown" ? "unknown" : "left out")) + (read.Reason is { } reason ? $" ({reason})" : "") + (read.Class is EventClass.Actual ? "" : $" [{read.Class}]"),
            said.Wording ?? "-",
            read.Place is { } place ? place.Text + (place.Country is { } country ? $" [{country}]" : "") : "-",
        };
        if (said.Carrier is { } carrier)
            parts.Add($"by {carrier}");
        if (said.Part is { } part)
            parts.Add($"part {part}");
        return string.Join(" | ", parts);
    }
}
