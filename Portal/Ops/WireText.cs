using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;

namespace Tracking.Portal.Ops;

/// <summary>A wire as a person can read it: indented, cut where it is endless, and without what it says of other people's parcels.</summary>
public static class WireText
{
    /// <summary>Characters shown at most.</summary>
    public const int Longest = 100_000;

    private const string LeftOut = "… left out: it speaks of another parcel …";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    private const string NotForRole = "… left out: it speaks of people …";

    /// <summary>Keys under which carriers name people and doors.</summary>
    private static readonly string[] Personal =
        ["name", "signed", "signature", "signatory", "receivedby", "recipient", "consignee", "shipper", "sender", "contact", "phone", "mobile", "email", "street", "addressline", "address1", "address2", "photo"];

    private static readonly string[] Impersonal = ["carrier", "country", "service", "facility", "event", "status", "place", "city", "state", "file", "host"];

    /// <summary>The text of a wire for somebody who looks at one of its parcels; it is still hostile and must be escaped.</summary>
    public static string Of(WirePart part) => Of(part, null, true).Whole;

    /// <summary>The same, with the part marked from which a statement was read.</summary>
    /// <param name="part">The wire.</param>
    /// <param name="source">The statement; null for none.</param>
    /// <param name="personal">False for whoever may not see what it says of people: names, doors, numbers to call.</param>
    public static WireShown Of(WirePart part, LineSource? source, bool personal)
    {
        var text = Decode(part.Wire.Body.Span, part.Wire.ContentType);
        if (Json(text, part, personal) is { } root)
            return Laid(root, source is null ? null : UsedFor(root, source));
        var shown = part.Others.Any(other => Mentions(text, other)) ? "This answer speaks of several parcels and is not JSON, so it is not shown."
            : Xml(text, personal) ?? (personal ? text : "This answer is neither JSON nor XML, so what it says of people cannot be left out: who may see that sees it.");
        return new(shown.Length <= Longest ? shown : shown[..Longest] + "\n… and more", "", "");
    }

    /// <summary>The beginning of a body that no parcel is known of, for the maintainer of a carrier.</summary>
    public static string Beginning(byte[] body) => Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 4096))) + (body.Length > 4096 ? "\n… and more" : "");

    /// <summary>The innermost object that says the statement's clock and code, or its wording where it has no code.</summary>
    private static JsonNode? UsedFor(JsonNode root, LineSource source)
    {
        string[] words = [.. source.Clock.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. (source.Code ?? source.Wording) is { } said ? (string[])[said] : []];
        return words.Length == 0 ? null : Within(root);

        JsonNode? Within(JsonNode? node)
        {
            if (node is not (JsonObject or JsonArray) || !Says(node))
                return null;
            foreach (var inner in node is JsonArray array ? array.AsEnumerable() : node.AsObject().Select(one => one.Value))
                if (Within(inner) is { } found)
                    return found;
            return node as JsonObject;
        }

        bool Says(JsonNode node)
        {
            var text = node.ToJsonString(Indented);
            return words.All(word => Mentions(text, word));
        }
    }

    /// <summary>The JSON indented, cut into what comes before the used part, the part, and what comes after.</summary>
    private static WireShown Laid(JsonNode root, JsonNode? used)
    {
        var text = new StringBuilder();
        var (start, end) = (-1, -1);
        Lay(root, "\n");
        var whole = text.ToString();
        if (end > Longest)
            (whole, start, end) = ("…\n" + whole[start..Math.Min(end, start + Longest)] + "\n… and more", 2, 2 + Math.Min(end - start, Longest));
        else if (whole.Length > Longest)
            whole = whole[..Longest] + "\n… and more";
        return start < 0 ? new(whole, "", "") : new(whole[..start], whole[start..end], whole[end..]);

        void Lay(JsonNode? node, string line)
        {
            if (node is not null && node == used)
                start = text.Length;
            switch (node)
            {
                case JsonObject { Count: > 0 } named:
                    text.Append('{');
                    foreach (var (index, one) in named.Index())
                    {
                        text.Append(index > 0 ? "," : "").Append(line).Append("  ").Append(JsonSerializer.Serialize(one.Key, Indented)).Append(": ");
                        Lay(one.Value, line + "  ");
                    }
                    text.Append(line).Append('}');
                    break;
                case JsonArray { Count: > 0 } array:
                    text.Append('[');
                    foreach (var (index, one) in array.Index())
                    {
                        text.Append(index > 0 ? "," : "").Append(line).Append("  ");
                        Lay(one, line + "  ");
                    }
                    text.Append(line).Append(']');
                    break;
                default:
                    text.Append(node?.ToJsonString(Indented) ?? "null");
                    break;
            }
            if (node is not null && node == used)
                end = text.Length;
        }
    }

    /// <summary>True for a key under which carriers name people; facilities, services and countries have names too.</summary>
    private static bool IsPersonal(string key)
    {
        var plain = key.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        return Personal.Any(plain.Contains) && !Impersonal.Any(plain.Contains);
    }

    /// <summary>Takes out of a node what it says of people.</summary>
    private static void Redact(JsonNode? node)
    {
        if (node is JsonArray array)
            foreach (var one in array)
                Redact(one);
        if (node is not JsonObject named)
            return;
        foreach (var (key, value) in named.ToList())
        {
            if (!IsPersonal(key))
                Redact(value);
            else if (value is not null && value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
                named[key] = NotForRole;
        }
    }

    private static JsonNode? Json(string text, WirePart part, bool personal)
    {
        try
        {
            var root = JsonNode.Parse(text, null, new JsonDocumentOptions { MaxDepth = 128, AllowTrailingCommas = true });
            if (root is null)
                return null;
            var shown = Without(root, part, 0)!;
            if (!personal)
                Redact(shown);
            return shown;
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

    private static string? Xml(string text, bool personal)
    {
        if (!text.TrimStart().StartsWith('<'))
            return null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var document = XDocument.Load(reader);
            if (!personal)
                Redact(document);
            return document.ToString();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>Takes out of a document what it says of people, and remarks, which nobody can tell from it.</summary>
    private static void Redact(XDocument document)
    {
        document.DescendantNodes().OfType<XComment>().Remove();
        foreach (var element in document.Descendants().ToList())
        {
            foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration && IsPersonal(attribute.Name.LocalName)))
                attribute.Value = NotForRole;
            if (IsPersonal(element.Name.LocalName) && element.Value.Trim().Length > 0)
                element.ReplaceNodes(new XText(NotForRole));
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
