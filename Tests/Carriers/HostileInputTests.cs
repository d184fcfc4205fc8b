using System.Text;
using System.Text.Json;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

/// <summary>Every carrier against every fixture, bent in every way: no reader throws, and nothing becomes Delivered that was not.</summary>
public sealed class HostileInputTests
{
    public static TheoryData<string> Fixtures => [.. Fixture.All.Select(fixture => fixture.Name)];

    public static TheoryData<string> Carriers => [.. new CarrierRegistry().List().Select(carrier => carrier.Profile.Id.Value)];

    private static Fixture FixtureOf(string name) => Fixture.All.Single(fixture => fixture.Name == name);

    [Theory]
    [MemberData(nameof(Carriers))]
    public void Bytes_that_are_no_payload_are_read_as_unreadable_and_never_thrown_at(string id)
    {
        var carrier = new CarrierRegistry().Find(new(id))!;
        byte[][] bodies =
        [
            [],
            [0],
            " \n"u8.ToArray(),
            "null"u8.ToArray(),
            "1"u8.ToArray(),
            "\"Delivered\""u8.ToArray(),
            "[]"u8.ToArray(),
            "{}"u8.ToArray(),
            "[[[[{}]]]]"u8.ToArray(),
            "<!DOCTYPE html><html><body>Delivered</body></html>"u8.ToArray(),
            "<html><body>Bad gateway</body></html>"u8.ToArray(),
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"b\">]><a>&b;</a>"u8.ToArray(),
            "<a><b>"u8.ToArray(),
            [0xFF, 0xFE, 0xFD],
            [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x7D],
            Encoding.ASCII.GetBytes(new string('[', 100_000)),
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000))),
            "{\"status\":{\"statusCode\":\"delivered\"},\"status\":1}"u8.ToArray(),
        ];
        foreach (var body in bodies)
        {
            foreach (var kind in (WireKind[])[WireKind.Poll, WireKind.Push])
            {
                foreach (var asked in (TrackingNumber[][])[[], [TrackingNumber.Get("AB123456785US")]])
                {
                    var reply = carrier.Read(WireOf(carrier, body) with { Kind = kind, Asked = asked });
                    Assert.DoesNotContain(CarrierFolderTests.EventsOf(reply), IsDelivered);
                    Assert.True(reply is not CarrierReply.Answered { Results: var results } || results.All(result => result.Outcome is not NumberOutcome.Tracked), Fixture.Render(reply));
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(204)]
    [InlineData(301)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public void Every_status_without_a_body_has_an_answer(int status)
    {
        foreach (var carrier in new CarrierRegistry().List())
        {
            var reply = carrier.Read(WireOf(carrier, []) with { Status = status });
            Assert.True(status switch
            {
                429 => reply is CarrierReply.Throttled,
                401 or 403 => reply is CarrierReply.Refused,
                0 or >= 500 => reply is CarrierReply.Unreachable,
                _ => true,
            }, $"{carrier.Profile.Id} {status}: {reply}");
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_body_cut_off_anywhere_never_throws_and_never_delivers(string name)
    {
        var fixture = FixtureOf(name);
        var body = fixture.Wire.Body.ToArray();
        var end = body.AsSpan().TrimEnd("\r\n \t"u8).Length;
        for (var length = 0; length < end; length += Math.Max(1, body.Length / 400))
        {
            var reply = fixture.Carrier.Read(fixture.Wire with { Body = body.AsMemory(0, length) });
            Assert.DoesNotContain(CarrierFolderTests.EventsOf(reply), IsDelivered);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void UTF_16_and_flipped_bytes_never_throw(string name)
    {
        var fixture = FixtureOf(name);
        var body = fixture.Wire.Body.ToArray();
        // JSON is UTF-8 and nothing else; XML in UTF-16 is XML, and read as well as in UTF-8 or not at all.
        var wide = fixture.Carrier.Read(fixture.Wire with { Body = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(body)) });
        Assert.True(!CarrierFolderTests.EventsOf(wide).Any(IsDelivered) || (IsXml(fixture) && Fixture.Render(wide) == Fixture.Render(fixture.Carrier.Read(fixture.Wire))), Fixture.Render(wide));
        var random = new Random(1);
        for (var i = 0; i < 200; i++)
        {
            var bent = (byte[])body.Clone();
            for (var flips = 0; flips < 3; flips++)
                bent[random.Next(bent.Length)] = (byte)random.Next(256);
            fixture.Carrier.Read(fixture.Wire with { Body = bent });
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Any_value_may_become_any_other_kind_of_value(string name)
    {
        var fixture = FixtureOf(name);
        var body = fixture.Wire.Body;
        var delivered = CarrierFolderTests.EventsOf(fixture.Carrier.Read(fixture.Wire)).Count(IsDelivered);
        byte[][] strangers =
        [
            "null"u8.ToArray(), "{}"u8.ToArray(), "[]"u8.ToArray(), "\"\""u8.ToArray(), "\"{}\""u8.ToArray(), "0"u8.ToArray(), "-1"u8.ToArray(), "1e400"u8.ToArray(), "true"u8.ToArray(),
            "\"\\u0000\\u202e\\ud800\""u8.ToArray(), "[null]"u8.ToArray(), "[[]]"u8.ToArray(), "{\"a\":{\"b\":[]}}"u8.ToArray(), "\"9999-99-99T99:99:99+99:99\""u8.ToArray(),
            "\"0001-01-01T00:00:00Z\""u8.ToArray(), Encoding.ASCII.GetBytes("\"" + new string('x', 20_000) + "\""),
        ];
        foreach (var (start, end) in ValuesOf(body.Span))
        {
            foreach (var stranger in strangers)
            {
                byte[] bent = [.. body.Span[..start], .. stranger, .. body.Span[end..]];
                var reply = fixture.Carrier.Read(fixture.Wire with { Body = bent });
                var events = CarrierFolderTests.EventsOf(reply).ToList();
                if (events.Count(IsDelivered) > delivered || !events.All(IsClean))
                    Assert.Fail($"byte {start} = {Encoding.UTF8.GetString(stranger)}: {Fixture.Render(reply)}");
            }
        }
    }

    [Fact]
    public void Another_carriers_payload_is_never_a_delivery()
    {
        foreach (var fixture in Fixture.All)
        {
            foreach (var carrier in new CarrierRegistry().List().Where(carrier => carrier.Profile.Id != fixture.Carrier.Profile.Id))
            {
                var reply = carrier.Read(fixture.Wire with { Carrier = carrier.Profile.Id });
                Assert.False(CarrierFolderTests.EventsOf(reply).Any(IsDelivered), $"{carrier.Profile.Id} reads {fixture.Name} as {Fixture.Render(reply)}");
            }
        }
    }

    /// <summary>Fails where a bent body is read with an error of ours, as more deliveries than the fixture tells, or as text that is not clean.</summary>
    internal static void IsHarmless(Fixture fixture, byte[] body, string how)
    {
        var reply = fixture.Carrier.Read(fixture.Wire with { Body = body });
        var events = CarrierFolderTests.EventsOf(reply).ToList();
        if (reply is CarrierReply.Unreadable { Why: var why } && why.Contains("Exception while reading", StringComparison.Ordinal))
            Assert.Fail($"{how}: {why}");
        if (!events.All(IsClean))
            Assert.Fail($"{how}: {Fixture.Render(reply)}");
        // A return that lost the words which tell it from a delivery was an end at a door, too.
        var doors = CarrierFolderTests.EventsOf(fixture.Carrier.Read(fixture.Wire)).Where(told => told.Read.Milestone is Milestone.Delivered or Milestone.Returned).Select(told => told.Key).Distinct().Count();
        if (events.Where(IsDelivered).Select(told => told.Key).Distinct().Count() > doors)
            Assert.Fail($"{how}: {Fixture.Render(reply)}");
    }

    private static bool IsXml(Fixture fixture) => fixture.Path.EndsWith(".xml", StringComparison.Ordinal);

    private static bool IsDelivered(TrackingEvent told) => told.Read.Milestone is Milestone.Delivered;

    private static bool IsClean(TrackingEvent told) =>
        told.Said.Wording is null or { Length: > 0 and <= 1000 } && told.Read.Place is null or { Text.Length: > 0 and <= 300 }
        && ((string?[])[told.Said.Wording, told.Said.Code, told.Said.SubCode, told.Said.Clock, told.Said.WallClock, told.Said.PlaceSaid, told.Said.Part, told.Said.Carrier, told.Read.Place?.Text])
            .All(text => text is null || !text.AsSpan().ContainsAny(Hostile));

    private static readonly System.Buffers.SearchValues<char> Hostile =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(character => char.IsControl(character) || char.IsSurrogate(character) || character is '\u202E')]);

    private static Wire WireOf(Carrier carrier, byte[] body) => new() { Carrier = carrier.Profile.Id, Kind = WireKind.Poll, ReceivedAt = Fixture.ReceivedAt, Body = body };

    /// <summary>Where the values of a JSON text stand, the root left out; none where the text is no JSON.</summary>
    private static List<(int Start, int End)> ValuesOf(ReadOnlySpan<byte> json)
    {
        var values = new List<(int, int)>();
        var open = new Stack<int>();
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push((int)reader.TokenStartIndex);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        if (open.Pop() is var start && open.Count > 0)
                            values.Add((start, (int)reader.BytesConsumed));
                        break;
                    case not JsonTokenType.PropertyName:
                        values.Add(((int)reader.TokenStartIndex, (int)reader.BytesConsumed));
                        break;
                }
            }
        }
        catch (JsonException)
        {
            return [];
        }
        return values;
    }
}
