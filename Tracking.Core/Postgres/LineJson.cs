using System.Collections.Frozen;
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
        Write(json, Names.Key, line.Key);
        if (line.Time is { } time)
            Write(json, time);
        Write(json, Names.Milestone, line.Milestone);
        Write(json, Names.Stage, line.Stage);
        Write(json, Names.Reason, line.Reason);
        Write(json, Names.Class, (EventClass?)line.Class);
        if (line.Place is { } place)
            Write(json, place);
        Write(json, Names.Wording, line.Wording);
        Write(json, Names.Language, line.Language);
        json.WriteString(Names.Carrier, line.Carrier.Value);
        Write(json, Names.Role, (Parcels.LegRole?)line.Role);
        json.WriteBoolean(Names.Confirmed, line.Confirmed);
        Write(json, line.Withdrawal);
        json.WriteBoolean(Names.Moves, line.Moves);
        Write(json, Names.LeadsBy, line.LeadsBy);
        json.WriteStartArray(Names.Sources);
        foreach (var source in line.Sources)
            Write(json, source);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, LineSource source)
    {
        json.WriteStartObject();
        Write(json, Names.Key, source.Key);
        json.WriteString(Names.Source, source.Source.Value);
        json.WriteString(Names.Number, source.Number.Value);
        json.WriteNumber(Names.WireId, source.WireId);
        Span<byte> at = stackalloc byte[IsoText.Longest];
        json.WriteString(Names.ReceivedAt, at[..IsoText.Write(source.ReceivedAt, at)]);
        Write(json, Names.Trust, (Trust?)source.Trust);
        Write(json, Names.Code, source.Code);
        Write(json, Names.SubCode, source.SubCode);
        Write(json, Names.Wording, source.Wording);
        json.WriteString(Names.Clock, source.Clock);
        json.WriteString(Names.Mapping, source.Mapping);
        json.WriteString(Names.TableVersion, source.TableVersion);
        Write(json, Names.Because, (SameScanReason?)source.Because);
        Write(json, source.Withdrawal);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EventTime time)
    {
        json.WriteStartObject(Names.Time);
        Span<byte> text = stackalloc byte[IsoText.Longest];
        json.WriteString(Names.Local, text[..IsoText.Write(time.Local, text)]);
        Write(json, Names.Basis, (TimeBasis?)time.Basis);
        if (time.Offset is { } offset)
            json.WriteString(Names.Offset, text[..IsoText.Write(offset, text)]);
        Write(json, Names.Change, time.Change);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Place place)
    {
        json.WriteStartObject(Names.Place);
        json.WriteString(Names.Text, place.Text);
        Write(json, Names.Country, place.Country);
        Write(json, Names.City, place.City);
        Write(json, Names.Region, place.Region);
        Write(json, Names.Postcode, place.Postcode);
        Write(json, Names.Facility, place.Facility);
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, Withdrawal? withdrawal)
    {
        if (withdrawal is null)
            return;
        json.WritePropertyName(Names.Withdrawal);
        JsonSerializer.Serialize(json, withdrawal, plain);
    }

    private static void Write(Utf8JsonWriter json, JsonEncodedText name, EventKey key)
    {
        Span<byte> digits = stackalloc byte[EventKey.Digits];
        key.Write(digits);
        json.WriteString(name, digits);
    }

    private static void Write(Utf8JsonWriter json, JsonEncodedText name, string? text)
    {
        if (text is not null)
            json.WriteString(name, text);
    }

    private static void Write<T>(Utf8JsonWriter json, JsonEncodedText name, T? value) where T : struct, Enum
    {
        if (value is { } known)
            json.WriteString(name, Words<T>.Of(known));
    }

    /// <summary>Escaped once, for all lines.</summary>
    private static class Names
    {
        public static readonly JsonEncodedText Basis = JsonEncodedText.Encode("basis");
        public static readonly JsonEncodedText Because = JsonEncodedText.Encode("because");
        public static readonly JsonEncodedText Carrier = JsonEncodedText.Encode("carrier");
        public static readonly JsonEncodedText Change = JsonEncodedText.Encode("change");
        public static readonly JsonEncodedText City = JsonEncodedText.Encode("city");
        public static readonly JsonEncodedText Class = JsonEncodedText.Encode("class");
        public static readonly JsonEncodedText Clock = JsonEncodedText.Encode("clock");
        public static readonly JsonEncodedText Code = JsonEncodedText.Encode("code");
        public static readonly JsonEncodedText Confirmed = JsonEncodedText.Encode("confirmed");
        public static readonly JsonEncodedText Country = JsonEncodedText.Encode("country");
        public static readonly JsonEncodedText Facility = JsonEncodedText.Encode("facility");
        public static readonly JsonEncodedText Key = JsonEncodedText.Encode("key");
        public static readonly JsonEncodedText Language = JsonEncodedText.Encode("language");
        public static readonly JsonEncodedText LeadsBy = JsonEncodedText.Encode("leadsBy");
        public static readonly JsonEncodedText Local = JsonEncodedText.Encode("local");
        public static readonly JsonEncodedText Mapping = JsonEncodedText.Encode("mapping");
        public static readonly JsonEncodedText Milestone = JsonEncodedText.Encode("milestone");
        public static readonly JsonEncodedText Moves = JsonEncodedText.Encode("moves");
        public static readonly JsonEncodedText Number = JsonEncodedText.Encode("number");
        public static readonly JsonEncodedText Offset = JsonEncodedText.Encode("offset");
        public static readonly JsonEncodedText Place = JsonEncodedText.Encode("place");
        public static readonly JsonEncodedText Postcode = JsonEncodedText.Encode("postcode");
        public static readonly JsonEncodedText Reason = JsonEncodedText.Encode("reason");
        public static readonly JsonEncodedText ReceivedAt = JsonEncodedText.Encode("receivedAt");
        public static readonly JsonEncodedText Region = JsonEncodedText.Encode("region");
        public static readonly JsonEncodedText Role = JsonEncodedText.Encode("role");
        public static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
        public static readonly JsonEncodedText Sources = JsonEncodedText.Encode("sources");
        public static readonly JsonEncodedText Stage = JsonEncodedText.Encode("stage");
        public static readonly JsonEncodedText SubCode = JsonEncodedText.Encode("subCode");
        public static readonly JsonEncodedText TableVersion = JsonEncodedText.Encode("tableVersion");
        public static readonly JsonEncodedText Text = JsonEncodedText.Encode("text");
        public static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
        public static readonly JsonEncodedText Trust = JsonEncodedText.Encode("trust");
        public static readonly JsonEncodedText WireId = JsonEncodedText.Encode("wireId");
        public static readonly JsonEncodedText Withdrawal = JsonEncodedText.Encode("withdrawal");
        public static readonly JsonEncodedText Wording = JsonEncodedText.Encode("wording");
    }

    private static class Words<T> where T : struct, Enum
    {
        private static readonly FrozenDictionary<T, JsonEncodedText> Known = Enum.GetValues<T>().Distinct().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(value.ToString()));

        public static JsonEncodedText Of(T value) => Known.TryGetValue(value, out var word) ? word : JsonEncodedText.Encode(value.ToString());
    }
}
