using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Tracking.Carriers;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Carriers;

/// <summary>Answers far larger than usual, and in other encodings: every list of every fixture, grown until it tells ten thousand events or a thousand parcels.</summary>
public sealed partial class HostileSizeTests
{
    private const int Few = 40, Events = 10_000, Parcels = 1_000;

    /// <summary>Carriers whose answers and pushes hold one event each.</summary>
    private static readonly string[] OneEventEach = ["ninja-van"];

    public static TheoryData<string> Carriers => [.. new CarrierRegistry().List().Select(carrier => carrier.Profile.Id.Value)];

    public static TheoryData<string> Fixtures => [.. Fixture.All.Select(fixture => fixture.Name)];

    [Theory]
    [MemberData(nameof(Carriers))]
    public void Ten_thousand_events_are_read_and_cost_as_much_more_as_they_are_more(string id)
    {
        var (grow, count) = Shortest(id, reply => CarrierFolderTests.EventsOf(reply).Count());
        Assert.True(count > 0 || OneEventEach.Contains(id), $"no list of {id}'s fixtures holds its events");
        if (count == 0)
            return;
        var few = Cost(grow, Events / 10);
        var many = Cost(grow, Events);
Assert.Contains(Assert.IsType<CarrierReply.Answered>(many.Reply).Results, result => result.Outcome is NumberOutcome.Tracked);
        Assert.True(many.Allocated < few.Allocated * 15, $"{few.Allocated:N0} bytes for {Events / 10}, {many.Allocated:N0} for {Events}");
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public void A_thousand_parcels_in_one_answer_are_read_and_cost_as_much_more_as_they_are_more(string id)
    {
        var (grow, count) = Shortest(id, reply => reply is CarrierReply.Answered answered ? answered.Results.Count : 0);
        var batch = new CarrierRegistry().Find(new(id))!.Profile.BatchSize;
        Assert.True(count > 0 || batch == 1, $"no list of {id}'s fixtures holds its parcels, and it is asked for {batch}");
        if (count == 0)
            return;
        var few = Cost(grow, Parcels / 10);
        var many = Cost(grow, Parcels);
        Assert.True(Assert.IsType<CarrierReply.Answered>(many.Reply).Results.Count >= Parcels);
        Assert.True(many.Allocated < few.Allocated * 15, $"{few.Allocated:N0} bytes for {Parcels / 10}, {many.Allocated:N0} for {Parcels}");
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_byte_order_mark_changes_nothing_and_other_encodings_do_no_harm(string name)
    {
        var fixture = Fixture.All.Single(fixture => fixture.Name == name);
        var body = fixture.Wire.Body.ToArray();
        var text = Encoding.UTF8.GetString(body);
        if (!name.EndsWith(".form", StringComparison.Ordinal))
            Assert.Equal(Fixture.Render(fixture.Carrier.Read(fixture.Wire)), Fixture.Render(fixture.Carrier.Read(fixture.Wire with { Body = (byte[])[0xEF, 0xBB, 0xBF, .. body] })));
        var gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;
        foreach (var (encoding, mark) in ((Encoding, bool)[])
            [(gbk, false), (Encoding.Latin1, false), (Encoding.Unicode, true), (Encoding.Unicode, false), (Encoding.BigEndianUnicode, true), (Encoding.BigEndianUnicode, false), (Encoding.UTF32, true)])
        {
            byte[] bent = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
            HostileInputTests.IsHarmless(fixture, bent, encoding.WebName);
            // Declared and meant, or declared and not: either way it is read, or it is not.
            if (text.Contains("encoding=\"UTF-8\"", StringComparison.OrdinalIgnoreCase))
                HostileInputTests.IsHarmless(fixture, encoding.GetBytes(text.Replace("encoding=\"UTF-8\"", $"encoding=\"{encoding.WebName}\"", StringComparison.OrdinalIgnoreCase)), $"declared {encoding.WebName}");
        }
    }

    /// <summary>The list, of all lists in a carrier's fixtures, that grows what is counted with the least text; some of what is repeated has no clock to tell it apart, and is folded.</summary>
    private static ((Fixture Fixture, Func<int, byte[]> Bodies) Grow, int Count) Shortest(string id, Func<CarrierReply, int> count)
    {
        ((Fixture, Func<int, byte[]>) Grow, int Count) shortest = (default, 0);
        var least = int.MaxValue;
        foreach (var fixture in Fixture.All.Where(fixture => fixture.Carrier.Profile.Id.Value == id))
        {
            foreach (var bodies in Lists(fixture))
            {
                var body = bodies(Few);
                if (body.Length < least && count(fixture.Carrier.Read(fixture.Wire with { Body = body })) is >= Few / 2 and var found)
                    (shortest, least) = (((fixture, bodies), found), body.Length);
            }
        }
        return shortest;
    }

    private static (CarrierReply Reply, long Allocated) Cost((Fixture Fixture, Func<int, byte[]> Bodies) grow, int size)
    {
        var wire = grow.Fixture.Wire with { Body = grow.Bodies(size) };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reply = grow.Fixture.Carrier.Read(wire);
        return (reply, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static IEnumerable<Func<int, byte[]>> Lists(Fixture fixture)
    {
        var text = File.ReadAllText(fixture.Path);
        return fixture.Path.EndsWith(".xml", StringComparison.Ordinal) ? XmlLists(text) : fixture.Path.EndsWith(".json", StringComparison.Ordinal) ? JsonLists(text) : FormLists(text);
    }

    private static IEnumerable<Func<int, byte[]>> JsonLists(string text)
    {
        if (Parsed(text) is not { } root)
            yield break;
        for (var i = 0; i < Arrays(root).Count(); i++)
        {
            var at = i;
            yield return size =>
            {
                var grown = Parsed(text)!;
                Repeat(Arrays(grown).ElementAt(at), size);
                return Encoding.UTF8.GetBytes(grown.ToJsonString());
            };
        }
        // JSON in a text of JSON.
        foreach (var at in Enumerable.Range(0, Texts(root).Count()).Where(at => Parsed(Texts(root).ElementAt(at).GetValue<string>()) is JsonObject or JsonArray))
        {
            foreach (var inner in JsonLists(Texts(root).ElementAt(at).GetValue<string>()))
            {
                yield return size =>
                {
                    var grown = Parsed(text)!;
                    Texts(grown).ElementAt(at).ReplaceWith(Encoding.UTF8.GetString(inner(size)));
                    return Encoding.UTF8.GetBytes(grown.ToJsonString());
                };
            }
        }
    }

    /// <summary>A form whose field holds JSON.</summary>
    private static IEnumerable<Func<int, byte[]>> FormLists(string text)
    {
        var fields = text.Trim().Split('&');
        for (var i = 0; i < fields.Length; i++)
        {
            var (at, parts) = (i, fields[i].Split('=', 2));
            if (parts.Length < 2)
                continue;
            foreach (var inner in JsonLists(System.Net.WebUtility.UrlDecode(parts[1])))
                yield return size => Encoding.UTF8.GetBytes(string.Join('&', fields.Select((field, n) => n == at ? parts[0] + "=" + System.Net.WebUtility.UrlEncode(Encoding.UTF8.GetString(inner(size))) : field)));
        }
    }

    private static IEnumerable<Func<int, byte[]>> XmlLists(string text)
    {
        if (Loaded(text) is not { } document)
            yield break;
        for (var i = 1; i < document.Root!.DescendantsAndSelf().Count(); i++)
        {
            var at = i;
            yield return size =>
            {
                var grown = Loaded(text)!;
                var element = grown.Root!.DescendantsAndSelf().ElementAt(at);
                element.AddAfterSelf(Enumerable.Range(1, size - 1).Select(n => Later(n, new XElement(element))));
                return Encoding.UTF8.GetBytes(grown.ToString(SaveOptions.DisableFormatting));
            };
        }
    }

    private static void Repeat(JsonArray list, int size)
    {
        var items = list.Select(item => item?.ToJsonString() ?? "null").ToList();
        for (var i = items.Count; i < size; i++)
            list.Add(JsonNode.Parse(At(i, items[i % items.Count])));
    }

    private static XElement Later(int n, XElement element)
    {
        foreach (var text in element.DescendantNodes().OfType<XText>())
            text.Value = At(n, text.Value);
        foreach (var attribute in element.DescendantsAndSelf().Attributes())
            attribute.Value = At(n, attribute.Value);
        return element;
    }

    /// <summary>The same text with other clocks in it: a scan told twice is one, and some readers fold it.</summary>
    private static string At(int n, string text) => Clock().Replace(text, clock => clock.Groups["s"].Success ? $"{n / 3600 % 24:00}:{n / 60 % 60:00}:{n % 60:00}" : $"{n / 60 % 24:00}:{n % 60:00}");

    [GeneratedRegex("(?<![0-9:+-])[0-9]{2}:[0-9]{2}(?<s>:[0-9]{2})?(?![0-9:])", RegexOptions.ExplicitCapture)]
    private static partial Regex Clock();

    private static IEnumerable<JsonArray> Arrays(JsonNode? node) => node switch
    {
        JsonArray list => (list.Count > 0 ? new[] { list } : []).Concat(list.SelectMany(Arrays)),
        JsonObject json => json.SelectMany(field => Arrays(field.Value)),
        _ => [],
    };

    private static IEnumerable<JsonValue> Texts(JsonNode? node) => node switch
    {
        JsonArray list => list.SelectMany(Texts),
        JsonObject json => json.SelectMany(field => Texts(field.Value)),
        JsonValue value when value.GetValueKind() is JsonValueKind.String => [value],
        _ => [],
    };

    private static JsonNode? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new() { AllowDuplicateProperties = false });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static XDocument? Loaded(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text.TrimStart('\uFEFF', ' ', '\r', '\n')), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreWhitespace = true });
            return XDocument.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
