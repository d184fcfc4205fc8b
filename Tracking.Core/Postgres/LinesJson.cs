using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>
/// The lines of a stored timeline, without what a reader can fill in: a line has its carrier and role where the line before it has others, and says of what nearly all lines are
/// (<c>Actual</c>, confirmed, moving) only that it is not. A source likewise has what the source before it, of whatever line, has not. The first source of a line leads: its key and wording
/// are the line's. What is there all the same is taken as it stands, so that documents from before this was left out are read, too.
/// </summary>
internal sealed class LinesJson(JsonSerializerOptions plain) : JsonConverter<IReadOnlyList<TimelineLine>>
{
    private static readonly EventTimeJson Time = new();

    public override IReadOnlyList<TimelineLine> Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        var stored = JsonSerializer.Deserialize<List<StoredLine>>(ref reader, plain) ?? throw new JsonException("A timeline has lines.");
        var lines = new List<TimelineLine>(stored.Count);
        LineSource? told = null;
        foreach (var line in stored)
        {
            var sources = new LineSource[line.Sources.Count];
            for (var i = 0; i < sources.Length; i++)
                told = sources[i] = line.Sources[i].Filled(i == 0 ? line : null, told);
            lines.Add(line.Filled(sources, lines.Count == 0 ? null : lines[^1]));
        }
        return lines;
    }

    public override void Write(Utf8JsonWriter json, IReadOnlyList<TimelineLine> lines, JsonSerializerOptions options)
    {
        json.WriteStartArray();
        TimelineLine? before = null;
        LineSource? told = null;
        foreach (var line in lines)
        {
            json.WriteStartObject();
            Write(json, Names.Key, line.Key);
            if (line.Time is { } time)
            {
                json.WritePropertyName(Names.Time);
                Time.Write(json, time, options);
            }
            Write(json, Names.Milestone, line.Milestone);
            Write(json, Names.Stage, line.Stage);
            Write(json, Names.Reason, line.Reason);
            if (line.Class is not EventClass.Actual)
                Write(json, Names.Class, (EventClass?)line.Class);
            if (line.Place is { } place)
                Write(json, place);
            Write(json, Names.Wording, line.Wording);
            Write(json, Names.Language, line.Language);
            if (line.Carrier != before?.Carrier)
                json.WriteString(Names.Carrier, line.Carrier.Value);
            if (line.Role != before?.Role)
                Write(json, Names.Role, (LegRole?)line.Role);
            if (!line.Confirmed)
                json.WriteBoolean(Names.Confirmed, false);
            Write(json, line.Withdrawal);
            if (!line.Moves)
                json.WriteBoolean(Names.Moves, false);
            Write(json, Names.LeadsBy, line.LeadsBy);
            json.WriteStartArray(Names.Sources);
            for (var i = 0; i < line.Sources.Count; i++)
            {
                Write(json, line.Sources[i], i == 0, told);
                told = line.Sources[i];
            }
            json.WriteEndArray();
            json.WriteEndObject();
            before = line;
        }
        json.WriteEndArray();
    }

    private void Write(Utf8JsonWriter json, LineSource source, bool leads, LineSource? told)
    {
        json.WriteStartObject();
        if (!leads)
            Write(json, Names.Key, source.Key);
        if (source.Source != told?.Source)
            json.WriteString(Names.Source, source.Source.Value);
        if (source.Number != told?.Number)
            json.WriteString(Names.Number, source.Number.Value);
        if (source.WireId != told?.WireId)
            json.WriteNumber(Names.WireId, source.WireId);
        if (source.ReceivedAt != told?.ReceivedAt)
        {
            Span<byte> at = stackalloc byte[IsoText.Longest];
            json.WriteString(Names.ReceivedAt, at[..IsoText.Write(source.ReceivedAt, at)]);
        }
        if (source.Trust != told?.Trust)
            Write(json, Names.Trust, (Trust?)source.Trust);
        Write(json, Names.Code, source.Code);
        Write(json, Names.SubCode, source.SubCode);
        if (!leads)
            Write(json, Names.Wording, source.Wording);
        json.WriteString(Names.Clock, source.Clock);
        json.WriteString(Names.Mapping, source.Mapping);
        if (source.TableVersion != told?.TableVersion)
            json.WriteString(Names.TableVersion, source.TableVersion);
        if (!leads)
            Write(json, Names.Because, (SameScanReason?)source.Because);
        Write(json, source.Withdrawal);
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
        Span<byte> text = stackalloc byte[EventKey.Digits];
        json.WriteString(name, text[..TrackingJson.Write(key, text)]);
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

    /// <summary>A line as it is stored.</summary>
    private sealed record StoredLine
    {
        public required EventKey Key { get; init; }
        public EventTime? Time { get; init; }
        public Milestone? Milestone { get; init; }
        public Stage? Stage { get; init; }
        public Reason? Reason { get; init; }
        public EventClass Class { get; init; } = EventClass.Actual;
        public Place? Place { get; init; }
        public string? Wording { get; init; }
        public string? Language { get; init; }
        public CarrierId? Carrier { get; init; }
        public LegRole? Role { get; init; }
        public bool Confirmed { get; init; } = true;
        public Withdrawal? Withdrawal { get; init; }
        public bool Moves { get; init; } = true;
        public LeadReason? LeadsBy { get; init; }
        public required IReadOnlyList<StoredSource> Sources { get; init; }

        public TimelineLine Filled(IReadOnlyList<LineSource> sources, TimelineLine? before) => new()
        {
            Key = Key,
            Time = Time,
            Milestone = Milestone,
            Stage = Stage,
            Reason = Reason,
            Class = Class,
            Place = Place,
            Wording = Wording,
            Language = Language,
            Carrier = Carrier ?? before?.Carrier ?? throw Lacking("a carrier"),
            Role = Role ?? before?.Role ?? throw Lacking("a role"),
            Confirmed = Confirmed,
            Withdrawal = Withdrawal,
            Moves = Moves,
            LeadsBy = LeadsBy,
            Sources = sources,
        };
    }

    /// <summary>A source as it is stored.</summary>
    private sealed record StoredSource
    {
        public EventKey? Key { get; init; }
        public CarrierId? Source { get; init; }
        public TrackingNumber? Number { get; init; }
        public long? WireId { get; init; }
        public Instant? ReceivedAt { get; init; }
        public Trust? Trust { get; init; }
        public string? Code { get; init; }
        public string? SubCode { get; init; }
        public string? Wording { get; init; }
        public required string Clock { get; init; }
        public required string Mapping { get; init; }
        public string? TableVersion { get; init; }
        public SameScanReason Because { get; init; } = SameScanReason.Leads;
        public Withdrawal? Withdrawal { get; init; }

        /// <param name="led">The line that it leads; null where another does.</param>
        /// <param name="before">The source before it.</param>
        public LineSource Filled(StoredLine? led, LineSource? before) => new()
        {
            Key = Key ?? led?.Key ?? throw Lacking("a key"),
            Source = Source ?? before?.Source ?? throw Lacking("a source"),
            Number = Number ?? before?.Number ?? throw Lacking("a number"),
            WireId = WireId ?? before?.WireId ?? throw Lacking("a wire"),
            ReceivedAt = ReceivedAt ?? before?.ReceivedAt ?? throw Lacking("a time"),
            Trust = Trust ?? before?.Trust ?? throw Lacking("a trust"),
            Code = Code,
            SubCode = SubCode,
            Wording = led is null ? Wording : led.Wording,
            Clock = Clock,
            Mapping = Mapping,
            TableVersion = TableVersion ?? before?.TableVersion ?? throw Lacking("a table's version"),
            Because = Because,
            Withdrawal = Withdrawal,
        };
    }

    private static JsonException Lacking(string what) => new($"The first line of a timeline, or its source, has not {what}.");

    /// <summary>Escaped once, for all lines.</summary>
    private static class Names
    {
        public static readonly JsonEncodedText Because = JsonEncodedText.Encode("because");
        public static readonly JsonEncodedText Carrier = JsonEncodedText.Encode("carrier");
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
        public static readonly JsonEncodedText Mapping = JsonEncodedText.Encode("mapping");
        public static readonly JsonEncodedText Milestone = JsonEncodedText.Encode("milestone");
        public static readonly JsonEncodedText Moves = JsonEncodedText.Encode("moves");
        public static readonly JsonEncodedText Number = JsonEncodedText.Encode("number");
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
}
