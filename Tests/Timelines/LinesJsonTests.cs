using System.Text.Json;
using System.Text.Json.Serialization;
using CsCheck;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

/// <summary>Lines are written and read by hand: whoever adds to one adds it there, too.</summary>
public sealed class LinesJsonTests
{
    private const string Hostile = "é\n\t\\ \"x\" </script> 😀";
    private static readonly JsonSerializerOptions Whole = MakeWhole();

    [Fact]
    public void Lines_are_read_back_as_they_were_stored() => GenHistory.Statements.Sample(said =>
    {
        foreach (var lines in Stored(said))
            Assert.Equal(WholeOf(lines), WholeOf(JsonSerializer.Deserialize<IReadOnlyList<TimelineLine>>(JsonSerializer.Serialize(lines, TrackingJson.Options), TrackingJson.Options)!));
    }, iter: 300);

    /// <summary>A database that has been used for long holds such.</summary>
    [Fact]
    public void Lines_stored_with_all_that_a_reader_could_fill_in_are_read_too() => GenHistory.Statements.Sample(said =>
    {
        foreach (var lines in Stored(said))
            Assert.Equal(WholeOf(lines), WholeOf(JsonSerializer.Deserialize<IReadOnlyList<TimelineLine>>(WholeOf(lines), TrackingJson.Options)!));
    }, iter: 100);

    private static IEnumerable<IReadOnlyList<TimelineLine>> Stored(SourcedEvent[] said)
    {
        var lines = Timeline.Of(GenHistory.Lane, GenHistory.Legs, said, [], []).Lines;
        yield return lines;
        yield return [.. lines.Select(Full)];
        yield return [.. lines.SelectMany(line => new[] { line, Full(line) })];
    }

    private static string WholeOf(IReadOnlyList<TimelineLine> lines) => JsonSerializer.Serialize(lines, Whole);

    /// <summary>As the serializer writes by itself, clocks as objects and keys in hex: so documents were before.</summary>
    private static JsonSerializerOptions MakeWhole()
    {
        var options = new JsonSerializerOptions(TrackingJson.Options);
        foreach (var type in new[] { typeof(IReadOnlyList<TimelineLine>), typeof(EventTime), typeof(EventKey) })
            options.Converters.Remove(options.Converters.Single(converter => converter.CanConvert(type)));
        options.Converters.Add(new HexKey());
        return options;
    }

    private sealed class HexKey : JsonConverter<EventKey>
    {
        public override EventKey Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, EventKey key, JsonSerializerOptions options) => writer.WriteStringValue(key.ToString());
    }

    /// <summary>With all that a line can have, hostile text among it.</summary>
    private static TimelineLine Full(TimelineLine line)
    {
        var withdrawal = new Withdrawal { Basis = WithdrawalBasis.Absence, Key = line.Key, ReceivedAt = Instant.FromUtc(2026, 11, 2, 9, 30), WireIds = [7, 8] };
        return line with
        {
            Time = new EventTime { Local = new(2026, 10, 25, 2, 30, 0), Basis = TimeBasis.Place, Offset = Offset.FromHoursAndMinutes(5, 30), Change = ClockChange.Repeated },
            Milestone = Milestone.AttemptFailed,
            Stage = Stage.OutForDelivery,
            Reason = Reason.RecipientAbsent,
            Place = new Place { Text = "São Paulo \"<b>\" \u2028", Country = "BR", City = "São Paulo", Region = "SP", Postcode = "01000", Facility = "包裹" },
            Wording = Hostile,
            Language = "pt",
            Withdrawal = withdrawal,
            LeadsBy = LeadReason.Seconds,
            Class = EventClass.Planned,
            Role = LegRole.LastMile,
            Confirmed = !line.Confirmed,
            Moves = !line.Moves,
            Sources = [.. line.Sources.Select((source, nth) => source with
            {
                Code = "X",
                SubCode = "08",
                Wording = nth == 0 ? Hostile : "\u0001 ' & <",
                Trust = Trust.Hint,
                TableVersion = "other",
                Withdrawal = withdrawal,
            })],
        };
    }
}
