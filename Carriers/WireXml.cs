using System.Xml;
using System.Xml.Linq;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>
/// Reads a carrier's XML: strict about the bytes, forgiving about the shape. Elements are found by their local names in any name space and any case; a path that leads nowhere
/// gives null, which every method here takes for "not said", and so is an element without text. No DTD, no entity of its own, no look at any address.
/// </summary>
public static class WireXml
{
    private const int MaxDepth = 64;

    /// <summary>The outermost element of a body, or what a SOAP envelope around it holds.</summary>
    /// <exception cref="XmlException">The body is none; the message says why without quoting it.</exception>
    public static XElement Parse(ReadOnlyMemory<byte> body)
    {
        var start = body.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        var blanks = body.Span[start..].IndexOfAnyExcept(" \t\r\n\0"u8);
        if (blanks < 0)
            throw new XmlException("empty body");
        start += blanks;
        // Blanks before the declaration are not XML, and some carriers send them.
        using var stream = new MemoryStream(body[start..].ToArray(), writable: false);
        try
        {
            using var reader = XmlReader.Create(stream, new()
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                IgnoreWhitespace = true,
                MaxCharactersInDocument = 40_000_000,
            });
            var depth = new Bounded(reader);
            var root = XDocument.Load(depth).Root ?? throw new XmlException("no element");
            if (root.IsNamed("html"))
                throw new XmlException("a web page where XML is expected");
            return root.IsNamed("Envelope") && root.At("Body")?.Elements().FirstOrDefault() is { } inner ? inner : root;
        }
        catch (Exception error) when (error is XmlException or ArgumentException or InvalidOperationException)
        {
            throw new XmlException(error.Message is "a web page where XML is expected" or "no element" or Bounded.TooDeep ? error.Message
                : error.Message.Contains("DTD", StringComparison.Ordinal) ? "a document type declaration" : "not XML, or broken off");
        }
    }

    public static bool IsNamed(this XElement element, string name) => element.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The element at the end of a path of local names, the first where there are several.</summary>
    public static XElement? At(this XElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
            element = element?.Elements().FirstOrDefault(child => child.IsNamed(name));
        return element;
    }

    /// <summary>All elements of a name below a path; none where it leads nowhere.</summary>
    public static IEnumerable<XElement> Items(this XElement? element, params ReadOnlySpan<string> path)
    {
        if (path.Length == 0)
            return [];
        var last = path[^1];
        return element.At(path[..^1])?.Elements().Where(child => child.IsNamed(last)) ?? [];
    }

    /// <summary>All elements of a name, however deep.</summary>
    public static IEnumerable<XElement> Deep(this XElement? element, string name) => element?.DescendantsAndSelf().Where(child => child.IsNamed(name)) ?? [];

    /// <summary>A text of at most 1000 characters, cleaned by <see cref="PlainText"/>.</summary>
    public static string? Text(this XElement? element, params ReadOnlySpan<string> path) => PlainText.Clean(element.At(path)?.Value, PlainText.Wording);

    /// <summary>A text of at most 300 characters: a place, a name, a code.</summary>
    public static string? Label(this XElement? element, params ReadOnlySpan<string> path) => PlainText.Clean(element.At(path)?.Value, PlainText.Label);

    /// <summary>An attribute as a text of at most 1000 characters.</summary>
    public static string? AttributeText(this XElement? element, string name) =>
        PlainText.Clean(element?.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value, PlainText.Wording);

    /// <summary>A tracking number; null where the text cannot be one.</summary>
    public static TrackingNumber? TrackingNumber(this XElement? element, params ReadOnlySpan<string> path) => Core.Parcels.TrackingNumber.Find(element.Label(path));

    /// <summary>Counts how deep elements lie: loading a tree of any depth would end the process.</summary>
    private sealed class Bounded(XmlReader inner) : XmlReader
    {
        public const string TooDeep = "nested deeper than 64";

        public override bool Read() => inner.Read() && (inner.Depth <= MaxDepth ? true : throw new XmlException(TooDeep));
        public override int AttributeCount => inner.AttributeCount;
        public override string BaseURI => "";
        public override int Depth => inner.Depth;
        public override bool EOF => inner.EOF;
        public override bool IsEmptyElement => inner.IsEmptyElement;
        public override string LocalName => inner.LocalName;
        public override string NamespaceURI => inner.NamespaceURI;
        public override XmlNameTable NameTable => inner.NameTable;
        public override XmlNodeType NodeType => inner.NodeType;
        public override string Prefix => inner.Prefix;
        public override ReadState ReadState => inner.ReadState;
        public override string Value => inner.Value;
        public override string GetAttribute(int i) => inner.GetAttribute(i);
        public override string? GetAttribute(string name) => inner.GetAttribute(name);
        public override string? GetAttribute(string name, string? namespaceURI) => inner.GetAttribute(name, namespaceURI);
        public override string? LookupNamespace(string prefix) => inner.LookupNamespace(prefix);
        public override bool MoveToAttribute(string name) => inner.MoveToAttribute(name);
        public override bool MoveToAttribute(string name, string? ns) => inner.MoveToAttribute(name, ns);
        public override bool MoveToElement() => inner.MoveToElement();
        public override bool MoveToFirstAttribute() => inner.MoveToFirstAttribute();
        public override bool MoveToNextAttribute() => inner.MoveToNextAttribute();
        public override bool ReadAttributeValue() => inner.ReadAttributeValue();
        public override void ResolveEntity() => inner.ResolveEntity();
    }
}
