using System.Text.Json;
using CsCheck;
using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Postgres;
using Tracking.Core.Timelines;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

/// <summary>Lines are written by hand: whoever adds to one adds it there, too.</summary>
public sealed class LineJsonTests
{
    [Fact]
    public void A_line_is_written_as_the_serializer_would_and_read_back_the_same() => GenHistory.Statements.Sample(said =>
    {
        foreach (var line in Timeline.Of(GenHistory.Lane, GenHistory.Legs, said, [], []).Lines.SelectMany(line => new[] { line, Full(line) }))
        {
            var written = JsonSerializer.Serialize(line, TrackingJson.Options);
            Assert.Equal(JsonSerializer.Serialize(line, TrackingJson.Plain), written);
            Assert.Equal(written, JsonSerializer.Serialize(JsonSerializer.Deserialize<TimelineLine>(written, TrackingJson.Options), TrackingJson.Options));
        }
    }, iter: 300);

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
            Wording = "é\n\t\\ \"x\" </script> 😀",
            Language = "pt",
            Withdrawal = withdrawal,
            LeadsBy = LeadReason.Seconds,
            Sources = [.. line.Sources.Select(source => source with { Code = "X", SubCode = "08", Wording = "\u0001 ' & <", Withdrawal = withdrawal })],
        };
    }
}
