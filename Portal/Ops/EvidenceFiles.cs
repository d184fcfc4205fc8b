using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime.Text;
using Tracking.Core.Cases;
using Tracking.Portal.Api;

namespace Tracking.Portal.Ops;

/// <summary>The files of an evidence pack; pure, and the same for the same evidence.</summary>
public static class EvidenceFiles
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="cover">The cover page, a whole document.</param>
    /// <param name="timeline">The timeline, a whole document.</param>
    public static IReadOnlyList<EvidenceFile> Of(Evidence evidence, string cover, string timeline) =>
    [
        Text("readme.txt", Readme(evidence)),
        Text("evidence.html", cover),
        Text("timeline.html", timeline),
        Json("facts.json", EvidenceView.Purposes(evidence).Select(purpose => new { purpose.Title, purpose.Note, Facts = purpose.Facts.Select(fact => new { fact.Topic, fact.Text }) })),
        Json("timeline.json", new
        {
            parcel = evidence.Id,
            stage = evidence.View.Timeline.Stage?.ToString(),
            milestone = evidence.View.Timeline.Milestone?.ToString(),
            timeline = evidence.View.Timeline.Lines.Select(line => Line(evidence, line)),
            custody = evidence.View.Timeline.Holdings.Select(ParcelAnswer.HoldingPart.Of),
        }),
        Json("wires.json", evidence.Wires.Select(wire => new
        {
            wire = wire.Part.Wire.Id.ToString(CultureInfo.InvariantCulture),
            file = wire.File,
            carrier = wire.Part.Wire.Carrier.Value,
            kind = wire.Part.Wire.Kind.ToString(),
            receivedAt = InstantPattern.General.Format(wire.Part.Wire.ReceivedAt),
            status = wire.Part.Wire.Status,
            trust = wire.Part.Wire.Trust.ToString(),
            bytes = wire.Part.Wire.Body.Length,
            sha256 = wire.Sha256,
        })),
        .. evidence.Wires.Select(wire => Text(wire.File, wire.Slice)),
    ];

    /// <summary>The manifest before it is signed.</summary>
    public static EvidenceManifest HeadOf(Evidence evidence) => new()
    {
        Issuer = evidence.Issuer.AbsoluteUri,
        Parcel = evidence.Id,
        Version = evidence.View.Version.ToString(CultureInfo.InvariantCulture),
        AsOf = InstantPattern.General.Format(evidence.AsOf),
        Names = evidence.Redaction.IsOff,
    };

    private static ParcelAnswer.LinePart Line(Evidence evidence, Core.Timelines.TimelineLine line)
    {
        var part = ParcelAnswer.LinePart.Of(line);
        return part with
        {
            Text = evidence.Redaction.Of(part.Text),
            Place = evidence.Redaction.Of(part.Place),
            Sources = [.. part.Sources.Select(source => source with { Wording = evidence.Redaction.Of(source.Wording) })],
        };
    }

    private static string Readme(Evidence evidence) => $"""
        Evidence about parcel {evidence.Id}, made by the tracking portal at {evidence.Issuer}

        evidence.html   the facts that a claim or a dispute asks for; prints on paper
        timeline.html   every line of the parcel's history with who told it
        timeline.json   the same for programs
        facts.json      the facts for programs
        wires.json      what carriers sent, each with the SHA-256 of the whole as it was received and is kept by the portal
        wires/          the part of each that speaks of this parcel, 100,000 characters at most
        manifest.json   the SHA-256 of every file above
        manifest.sig    a signature over manifest.json: ECDSA on P-256 with SHA-256, in DER

        To verify, take the portal's public keys from {new Uri(evidence.Issuer, EvidenceKey.Path[1..])}
        and never from somebody who hands you a pack:

            dotnet run --project Jobs -- verify PACK.zip --from {evidence.Issuer}

        {(evidence.Redaction.IsOff ? "This pack holds what carriers and the order say of people: hand it only to whom that concerns." : "Names, addresses and telephone numbers of people were left out.")}

        """;

    private static EvidenceFile Text(string name, string text) => new(name, Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")));

    private static EvidenceFile Json(string name, object content) => new(name, JsonSerializer.SerializeToUtf8Bytes(content, Written));
}
