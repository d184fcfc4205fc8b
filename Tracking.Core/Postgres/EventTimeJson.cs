using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

/// <summary>
/// A clock as one text in documents: its wall clock, its basis, and where they are known its offset and how its zone was changed, as <c>2026-11-22T13:58:00 Stated -05</c>. A document from
/// before has an object of four names.
/// </summary>
internal sealed class EventTimeJson : JsonConverter<EventTime>
{
    /// <summary>Room for a text.</summary>
    private const int Longest = 2 * IsoText.Longest + 40;

    public override EventTime Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.StartObject)
        {
            var before = JsonSerializer.Deserialize<FourNames>(ref reader, options);
            return new() { Local = before.Local, Basis = before.Basis, Offset = before.Offset, Change = before.Change };
        }
        var words = reader.GetString()!.Split(' ');
        if (words.Length is < 2 or > 4)
            throw new JsonException("A clock has two to four words.");
        // An offset begins with its sign; a word without one is how the clocks were changed.
        var hasOffset = words.Length > 2 && words[2] is ['+' or '-', ..];
        return new()
        {
            Local = TrackingJson.Parsed(LocalDateTimePattern.ExtendedIso.Parse(words[0])),
            Basis = Enum.Parse<TimeBasis>(words[1]),
            Offset = hasOffset ? TrackingJson.Parsed(OffsetPattern.GeneralInvariant.Parse(words[2])) : null,
            Change = words.Length > (hasOffset ? 3 : 2) ? Enum.Parse<ClockChange>(words[^1]) : null,
        };
    }

    public override void Write(Utf8JsonWriter writer, EventTime time, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Longest];
        writer.WriteStringValue(text[..Write(time, text)]);
    }

    private static int Write(EventTime time, Span<byte> text)
    {
        var length = IsoText.Write(time.Local, text);
        length = Next(Words<TimeBasis>.Of(time.Basis), text, length);
        if (time.Offset is { } offset)
        {
            text[length++] = (byte)' ';
            length += IsoText.Write(offset, text[length..]);
        }
        return time.Change is { } change ? Next(Words<ClockChange>.Of(change), text, length) : length;
    }

    private static int Next(JsonEncodedText word, Span<byte> text, int length)
    {
        text[length++] = (byte)' ';
        word.EncodedUtf8Bytes.CopyTo(text[length..]);
        return length + word.EncodedUtf8Bytes.Length;
    }

    private readonly record struct FourNames(LocalDateTime Local, TimeBasis Basis, Offset? Offset, ClockChange? Change);
}
