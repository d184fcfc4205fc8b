using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using NodaTime.Text;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>How the product writes its own JSON: camel case, enums by name, NodaTime's ISO forms, numbers, keys and clocks as text.</summary>
public static class TrackingJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>A parameter of the type <c>text[]</c>, <c>json[]</c> or <c>jsonb[]</c>, in UTF-8 as it goes over the wire.</summary>
    internal static NpgsqlParameter Documents<T>(string? name, NpgsqlDbType type, IEnumerable<T> values) =>
        new(name, NpgsqlDbType.Array | type) { Value = values.Select(value => JsonSerializer.SerializeToUtf8Bytes(value, Options)).ToArray() };

    private static JsonSerializerOptions Make()
    {
        var options = MakePlain();
        options.Converters.Add(new LinesJson(MakePlain()));
        return options;
    }

    private static JsonSerializerOptions MakePlain()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new TextConverter<CarrierId>(text => new(text), id => id.Value));
        options.Converters.Add(new TextConverter<TrackingNumber>(TrackingNumber.Get, number => number.Value));
        options.Converters.Add(new AsciiConverter<EventKey>(ReadKey, Write));
        options.Converters.Add(new EventTimeJson());
        // Before NodaTime's own, which write the same by way of three strings: most of a timeline is clocks.
        options.Converters.Insert(0, new AsciiConverter<Instant>(text => Parsed(InstantPattern.ExtendedIso.Parse(text)), IsoText.Write));
        options.Converters.Insert(0, new AsciiConverter<Offset>(text => Parsed(OffsetPattern.GeneralInvariant.Parse(text)), IsoText.Write));
        options.Converters.Insert(0, new AsciiConverter<LocalDateTime>(text => Parsed(LocalDateTimePattern.ExtendedIso.Parse(text)), IsoText.Write));
        return options;
    }

    internal static T Parsed<T>(ParseResult<T> said) => said.Success ? said.Value : throw new JsonException(said.Exception.Message);

    /// <summary>Sixteen bytes in base64 for URLs; a document from before has them in hex.</summary>
    private static EventKey ReadKey(string text)
    {
        if (text.Length == EventKey.Digits)
            return new(UInt128.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Span<byte> bytes = stackalloc byte[16];
        return Base64Url.TryDecodeFromChars(text, bytes, out var read) && read == bytes.Length ? EventKey.FromBytes(bytes) : throw new JsonException("not a key");
    }

    /// <summary>Writes a key as it is stored in documents; how many bytes.</summary>
    internal static int Write(EventKey key, Span<byte> text)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key.Value);
        return Base64Url.EncodeToUtf8(bytes, text);
    }

    private delegate int AsciiWriter<T>(T value, Span<byte> text);

    /// <summary>What needs no escaping and is at most forty letters long.</summary>
    private sealed class AsciiConverter<T>(Func<string, T> read, AsciiWriter<T> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => read(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[IsoText.Longest];
            writer.WriteStringValue(text[..write(value, text)]);
        }
    }

    private sealed class TextConverter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => read(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
