using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Core.Postgres;

/// <summary>How the product writes its own JSON: camel case, enums by name, NodaTime's ISO forms, numbers and keys as text.</summary>
public static class TrackingJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>A parameter of the type <c>json[]</c> or <c>jsonb[]</c>, in UTF-8 as it goes over the wire.</summary>
    internal static NpgsqlParameter Documents<T>(string name, NpgsqlDbType type, IEnumerable<T> values) =>
        new(name, NpgsqlDbType.Array | type) { Value = values.Select(value => JsonSerializer.SerializeToUtf8Bytes(value, Options)).ToArray() };

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.Converters.Add(new JsonStringEnumConverter());
        options.Converters.Add(new TextConverter<CarrierId>(text => new(text), id => id.Value));
        options.Converters.Add(new TextConverter<TrackingNumber>(TrackingNumber.Get, number => number.Value));
        options.Converters.Add(new TextConverter<EventKey>(text => new(UInt128.Parse(text, System.Globalization.NumberStyles.HexNumber)), key => key.ToString()));
        return options;
    }

    private sealed class TextConverter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => read(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }
}
