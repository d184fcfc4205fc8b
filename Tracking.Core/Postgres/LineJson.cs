using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>
/// Writes a line of a timeline as the serializer would, name by name and without asking each property what it is: nine tenths of what a settled parcel writes are its lines. They are read
/// by the serializer.
/// </summary>
internal sealed class LineJson(JsonSerializerOptions plain) : JsonConverter<TimelineLine>
{
    public override TimelineLine? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => JsonSerializer.Deserialize<TimelineLine>(ref reader, plain);

    public override void Write(Utf8JsonWriter json, TimelineLine line, JsonSerializerOptions options)
    {
        json.WriteStartObject();
        Write(json, "key"u8, line.Key);
        if (line.Time is { } time)
            Write(json, time);
        Write(json, "milestone"u8, line.Milestone);
        Write(json, "stage"u8, line.Stage);
        Write(json, "reason"u8, line.Reason);
        Write(json, "class"u8, (EventClass?)line.Class);
        if (line.Place is { } place)
            Write(json, place);
        Write(json, "wording"u8, line.Wording);
        Write(json, "language"u8, line.Language);
        json.WriteString("carrier"u8, line.Carrier.Value);
        Write(json, "role"u8, (Parcels.LegRole?)line.Role);
        json.WriteBoolean("confirmed"u8, line.Confirmed);
        Write(json, line.Withdrawal);
        json.WriteBoolean("moves"u8, line.Moves);
        Write(json, "leadsBy"u8, line.LeadsBy);
        json.WriteStartArray("sources"u8);
        foreach (var source in line.Sources)
            Write(json, source);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, LineSource source)
    {
        json.WriteStartObject();
        Write(json, "key"u8, source.Key);
        json.WriteString("source"u8, source.Source.Value);
        json.WriteString("number"u8, source.Number.Value);
        json.WriteNumber("wireId"u8, source.WireId);
        Span<byte> at = stackalloc byte[IsoText.Longest];
        json.WriteString("receivedAt"u8, at[..IsoText.Write(source.ReceivedAt, at)]);
        Write(json, "trust"u8, (Trust?)source.Trust);
        Write(json, "code"u8, source.Code);
        Write(json, "subCode"u8, source.SubCode);
        Write(json, "wording"u8, source.Wording);
        json.WriteString("clock"u8, source.Clock);
        json.WriteString("mapping"u8, source.Mapping);
        json.WriteString("tableVersion"u8, source.TableVersion);
        Write(json, "because"u8, (SameScanReason?)source.Because);
        Write(json, source.Withdrawal);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EventTime time)
    {
        json.WriteStartObject("time"u8);
        Span<byte> text = stackalloc byte[IsoText.Longest];
        json.WriteString("local"u8, text[..IsoText.Write(time.Local, text)]);
        Write(json, "basis"u8, (TimeBasis?)time.Basis);
        if (time.Offset is { } offset)
            json.WriteString("offset"u8, text[..IsoText.Write(offset, text)]);
        Write(json, "change"u8, time.Change);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Place place)
    {
        json.WriteStartObject("place"u8);
        json.WriteString("text"u8, place.Text);
        Write(json, "country"u8, place.Country);
        Write(json, "city"u8, place.City);
        Write(json, "region"u8, place.Region);
        Write(json, "postcode"u8, place.Postcode);
        Write(json, "facility"u8, place.Facility);
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, Withdrawal? withdrawal)
    {
        if (withdrawal is null)
            return;
        json.WritePropertyName("withdrawal"u8);
        JsonSerializer.Serialize(json, withdrawal, plain);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, EventKey key)
    {
        Span<byte> digits = stackalloc byte[EventKey.Digits];
        key.Write(digits);
        json.WriteString(name, digits);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void Write<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, T? value) where T : struct, Enum
    {
        if (value is { } known)
            json.WriteString(name, known.ToString());
    }
}
