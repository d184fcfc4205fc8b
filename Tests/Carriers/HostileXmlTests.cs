using System.Text;
using System.Xml;
using System.Xml.Linq;
using Tracking.Carriers;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Carriers;

/// <summary>Every XML fixture, bent in every way that XML allows: no reader throws, and nothing becomes Delivered that was not.</summary>
public sealed class HostileXmlTests
{
    private static readonly string[] Strangers =
    [
        "", " ", "0", "-1", "1e400", "yes", "nil", "\u202E\u200B", "9999-99-99T99:99:99+99:99", "0001-01-01T00:00:00Z", "31.02.2026 25:61", new string('x', 20_000),
    ];

    public static TheoryData<string> Fixtures => [.. Fixture.All.Where(IsReadAsXml).Select(fixture => fixture.Name)];

    private static Fixture FixtureOf(string name) => Fixture.All.Single(fixture => fixture.Name == name);

    // An XML fixture of a carrier that speaks JSON is a format it has retired.
    private static bool IsReadAsXml(Fixture fixture) =>
        fixture.Path.EndsWith(".xml", StringComparison.Ordinal) && fixture.Carrier.Read(fixture.Wire) is not CarrierReply.Unreadable;

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Any_element_and_any_attribute_may_say_anything_or_be_missing(string name)
    {
        var fixture = FixtureOf(name);
        var count = Load(fixture).Root!.DescendantsAndSelf().Count();
        for (var i = 0; i < count; i++)
        {
            foreach (var stranger in Strangers)
            {
                Read(fixture, i, element => element.ReplaceNodes(stranger), $"= {Start(stranger)}");
                for (var a = 0; a < AttributesOf(fixture, i); a++)
                {
                    var at = a;
                    Read(fixture, i, element => Plain(element)[at].Value = stranger, $"@{at} = {Start(stranger)}");
                }
            }
            Read(fixture, i, element => element.RemoveNodes(), "emptied");
            Read(fixture, i, element => Plain(element).ForEach(attribute => attribute.Remove()), "without attributes");
            Read(fixture, i, element => element.Name = element.Name.Namespace + "stranger", "renamed");
            Read(fixture, i, element => element.Name = XName.Get(element.Name.LocalName, "urn:stranger"), "of a strange name space");
            Read(fixture, i, element => element.ReplaceNodes(new XElement("a", new XElement("b", "stranger"))), "of strangers");
            Read(fixture, i, element => element.AddFirst("words between the elements"), "with words");
            Read(fixture, i, element => element.ReplaceNodes(new XCData("<b>&amp;</b>")), "of markup as text");
            if (i == 0)
                continue;
            Read(fixture, i, element => element.Remove(), "missing");
            Read(fixture, i, element => element.AddAfterSelf(new XElement(element)), "twice");
            Read(fixture, i, element => element.ReplaceWith(new XElement(element.Name, new XElement(element))), "inside itself");
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_document_type_is_never_read_and_no_entity_is_ever_resolved(string name)
    {
        var fixture = FixtureOf(name);
        var text = Load(fixture).ToString(SaveOptions.DisableFormatting);
        foreach (var (type, entity) in ((string, string)[])
        [
            ("<!DOCTYPE x>", ""),
            ("<!DOCTYPE x [<!ENTITY e \"Delivered\">]>", "&e;"),
            ("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "&e;"),
            ("<!DOCTYPE x SYSTEM \"http://127.0.0.1:9/x.dtd\">", ""),
            ($"<!DOCTYPE x [<!ENTITY l0 \"lol\">{string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">"))}]>", "&l9;"),
        ])
        {
            var firstTag = text.IndexOf('>', StringComparison.Ordinal) + 1;
            var bent = type + text[..firstTag] + entity + text[firstTag..];
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(fixture.Carrier.Read(fixture.Wire with { Body = Encoding.UTF8.GetBytes(bent) }) is CarrierReply.Unreadable or CarrierReply.Unreachable, type);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000 + bent.Length * 100L);
            if (entity.Length > 0)
                Assert.True(fixture.Carrier.Read(fixture.Wire with { Body = Encoding.UTF8.GetBytes(text[..firstTag] + entity + text[firstTag..]) }) is CarrierReply.Unreadable or CarrierReply.Unreachable, entity);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Comments_instructions_blanks_and_prefixes_change_nothing(string name)
    {
        var fixture = FixtureOf(name);
        var read = Fixture.Render(fixture.Carrier.Read(fixture.Wire));
        var root = Load(fixture).Root!;
        foreach (var element in root.DescendantsAndSelf().ToList())
            element.AddFirst(new XComment("Delivered"), new XProcessingInstruction("x", "Delivered"));
        Assert.Equal(read, Fixture.Render(fixture.Carrier.Read(fixture.Wire with { Body = Encoding.UTF8.GetBytes("\r\n  " + root.ToString(SaveOptions.DisableFormatting) + "\r\n\r\n") })));
    }

    private static void Read(Fixture fixture, int index, Action<XElement> bend, string how)
    {
        var document = Load(fixture);
        var element = document.Root!.DescendantsAndSelf().ElementAt(index);
        var where = element.Name.LocalName;
        try
        {
            bend(element);
        }
        catch (InvalidOperationException)
        {
            return; // such a document cannot be written
        }
        byte[] body;
        try
        {
            body = Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
        }
        catch (Exception error) when (error is XmlException or ArgumentException)
        {
            return; // nor this one
        }
        HostileInputTests.IsHarmless(fixture, body, $"<{where}> {how}");
    }

    private static int AttributesOf(Fixture fixture, int index) => Plain(Load(fixture).Root!.DescendantsAndSelf().ElementAt(index)).Count;

    private static List<XAttribute> Plain(XElement element) => [.. element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration)];

    private static XDocument Load(Fixture fixture)
    {
        // Blanks before the declaration are what one carrier sends.
        using var text = new StringReader(File.ReadAllText(fixture.Path).TrimStart());
        using var reader = XmlReader.Create(text, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true });
        return XDocument.Load(reader);
    }

    private static string Start(string text) => text.Length > 40 ? text[..40] : text;
}
