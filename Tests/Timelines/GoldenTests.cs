using System.Text;
using NodaTime.Text;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Tests.Carriers;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Timelines;

/// <summary>
/// Difficult histories, one folder each: <c>history.txt</c> tells what was said, a line each, <c>timeline.txt</c> what must come of it. Wires are read by the carriers' own readers.
/// With <c>ACCEPT_FIXTURES=1</c> the outcome is written instead.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(Fixture.RepositoryFolder(), "Tests", "Timelines", "Goldens");

    public static TheoryData<string> Situations => [.. Directory.GetDirectories(Folder).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Situations))]
    public void A_difficult_history_ends_as_a_person_would_tell_it(string situation)
    {
        var folder = Path.Combine(Folder, situation);
        var history = Tell(folder);
        var timeline = history.Timeline();
        var text = new StringBuilder().Append(timeline.Text()).Append("\n\n").Append(timeline.Bar()).Append("\n\n").Append(timeline.Ledger()).Append('\n').ToString();
        var expected = Path.Combine(folder, "timeline.txt");
        if (Environment.GetEnvironmentVariable("ACCEPT_FIXTURES") == "1")
            File.WriteAllText(expected, text);
        Assert.Equal(File.ReadAllText(expected).ReplaceLineEndings("\n"), text);

        // The same from the last word to the first.
        var backwards = Core.Timelines.Timeline.Of(history.Registered, history.Legs, [.. history.Events.Reverse()], [.. history.Snapshots.Reverse()], history.Answers);
        Assert.Equal(timeline.Text(), backwards.Text());
    }

    private static History Tell(string folder)
    {
        History history = null!;
        foreach (var line in File.ReadLines(Path.Combine(folder, "history.txt")))
        {
            var words = line.Split(' ', 4, StringSplitOptions.RemoveEmptyEntries);
            switch (words.FirstOrDefault())
            {
                case "parcel":
                    history = new History(words[1], words[2]).Parcel(parcel => parcel with { OrderedAt = At(words[3]) });
                    break;
                case "leg":
                    history.Leg(words[1], words[2], Enum.Parse<LegRole>(words[3]));
                    break;
                case "wire":
                    var file = words[3].Split(' ');
                    history.Tells(new CarrierRegistry().Find(new CarrierId(words[2]))!, new Wire
                    {
                        Carrier = new CarrierId(words[2]),
                        Kind = file is [_, "push"] ? WireKind.Push : WireKind.Poll,
                        ReceivedAt = At(words[1]),
                        Body = File.ReadAllBytes(Path.Combine(folder, file[0])),
                    });
                    break;
                case "says":
                {
                    var (clock, meaning, place, wording, received) = Parts(line[5..]);
                    history.Says(clock, Milestone(meaning), place, Reason(meaning), wording: wording, received: received);
                    break;
                }
                case "takesback":
                {
                    var (clock, meaning, place, wording, received) = Parts(line[10..]);
                    history.TakesBack(clock, Milestone(meaning), place, wording: wording, received: received);
                    break;
                }
                case "retells":
                {
                    var (clock, meaning, place, wording, received) = Parts(line[(9 + words[1].Length)..]);
                    history.Retells(words[1], clock, Milestone(meaning), place, wording: wording, received: received);
                    break;
                }
            }
        }
        return history;
    }

    private static (string Clock, string Meaning, string? Place, string? Wording, string? Received) Parts(string told)
    {
        var parts = told.Split('|', StringSplitOptions.TrimEntries);
        return (parts[0], parts[1], parts.ElementAtOrDefault(2), parts.ElementAtOrDefault(3), parts.ElementAtOrDefault(4));
    }

    private static Milestone Milestone(string meaning) => Enum.Parse<Milestone>(meaning.Split(':')[0]);

    private static Reason? Reason(string meaning) => meaning.Split(':') is [_, var reason] ? Enum.Parse<Reason>(reason) : null;

    private static NodaTime.Instant At(string text) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value.InUtc().ToInstant();
}
