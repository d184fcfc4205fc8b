using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>A wire as a person can read it: indented, cut where it is endless, and without what it says of other people's parcels.</summary>
public static class WireText
{
    /// <summary>Characters shown at most.</summary>
    public const int Longest = 100_000;

    private const string LeftOut = "… left out: it speaks of another parcel …";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    /// <summary>The text of a wire for somebody who looks at one of its parcels; it is still hostile and must be escaped.</summary>
    public static string Of(WirePart part)
    {
        var text = Decode(part.Wire.Body.Span, part.Wire.ContentType);
        var shown = Json(text, part) ?? (part.Others.Any(other => Mentions(text, other)) ? "This answer speaks of several parcels and is not JSON, so it is not shown." : Xml(text) ?? text);
        return shown.Length <= Longest ? shown : shown[..Longest] + "\n… and more";
    }

    private static string? Json(string text, WirePart part)
    {
        try
        {
            var root = JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = 128, AllowTrailingCommas = true });
            return root is null ? "null" : Without(root, part, 0)!.ToJsonString(Indented);
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            // Also a key that stands twice: such a body cannot be taken apart, so it is not shown where others are in it.
            return null;
        }
    }

    /// <summary>
    /// The node without whatever speaks of others. A part that names another parcel and not this one goes as a whole: what belongs
    /// to that number lies beside it in the same object.
    /// </summary>
    private static JsonNode? Without(JsonNode? node, WirePart part, int depth)
    {
        var text = node?.ToJsonString(Indented) ?? "";
        if (!part.Others.Any(other => Mentions(text, other)))
            return node?.DeepClone();
        if (depth > 0 && !part.Own.Any(own => Mentions(text, own)))
            return LeftOut;
        return node switch
        {
            JsonArray array => new JsonArray([.. array.Select(one => Without(one, part, depth + 1))]),
            JsonObject named when named.Any(one => IsOthers(one.Value, part)) && depth > 0 && !named.Any(one => IsOwn(one.Value, part)) => LeftOut,
            JsonObject named => new JsonObject(named.Select((one, index) => part.Others.Any(other => Mentions(one.Key, other))
                ? KeyValuePair.Create<string, JsonNode?>($"left out {index + 1}", LeftOut)
                : KeyValuePair.Create(one.Key, Without(one.Value, part, depth + 1)))),
            _ => LeftOut,
        };
    }

    private static bool IsOthers(JsonNode? node, WirePart part) => node is JsonValue && part.Others.Any(other => Mentions(node.ToJsonString(Indented), other));

    private static bool IsOwn(JsonNode? node, WirePart part) => node is JsonValue && part.Own.Any(own => Mentions(node.ToJsonString(Indented), own));

    private static string? Xml(string text)
    {
        if (!text.TrimStart().StartsWith('<'))
            return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var shown = new StringBuilder();
            using (var writer = XmlWriter.Create(shown, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Auto }))
                writer.WriteNode(reader, true);
            return shown.ToString();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static bool Mentions(string text, string number) => text.Contains(number, StringComparison.OrdinalIgnoreCase);

    private static string Decode(ReadOnlySpan<byte> body, string? contentType)
    {
        var charset = contentType?.Split("charset=", 2, StringSplitOptions.TrimEntries) is [_, var named] ? named.Split(';')[0].Trim('"', ' ') : "utf-8";
        try
        {
            return Encoding.GetEncoding(charset).GetString(body);
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8.GetString(body);
        }
    }
}
