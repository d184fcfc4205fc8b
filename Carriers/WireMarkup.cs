using System.Xml;

namespace Tracking.Carriers;

/// <summary>Looks at markup that came where JSON was expected, to tell a retired XML format from an error page.</summary>
public static class WireMarkup
{
    /// <summary>The local name of the outermost element; null where the body is not XML, or is a web page.</summary>
    public static string? RootOf(ReadOnlyMemory<byte> body)
    {
        var start = body.Span.IndexOf((byte)'<');
        if (start < 0 || body.Span[..start].ContainsAnyExcept(" \t\r\n\uFEFF"u8))
            return null;
        try
        {
            using var stream = new MemoryStream(body[start..].ToArray(), writable: false);
            using var reader = XmlReader.Create(stream, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, MaxCharactersInDocument = 10_000_000 });
            return reader.MoveToContent() == XmlNodeType.Element && !reader.LocalName.Equals("html", StringComparison.OrdinalIgnoreCase) ? reader.LocalName : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
