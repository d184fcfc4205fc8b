using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class CarrierFolderTests
{
    public static TheoryData<string> Carriers => [.. new CarrierRegistry().List().Select(carrier => carrier.Profile.Id.Value)];

    public static TheoryData<string> Fixtures => [.. Fixture.All.Select(fixture => fixture.Name)];

    private static Carrier CarrierOf(string id) => new CarrierRegistry().Find(new(id))!;

    private static Fixture FixtureOf(string name) => Fixture.All.Single(fixture => fixture.Name == name);

    [Fact]
    public void Every_folder_of_a_carrier_holds_a_class_a_code_table_and_fixtures()
    {
        var folders = Directory.EnumerateDirectories(Fixture.CarriersFolder)
            .Where(folder => File.Exists(Path.Combine(folder, "codes.csv"))).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);
        var classes = new CarrierRegistry().List().Select(carrier => carrier.GetType().Namespace!.Split('.')[^1]).Order(StringComparer.Ordinal);
        Assert.Equal(classes, folders);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public void The_folder_is_the_id_in_PascalCase(string id)
    {
        var pascal = string.Concat(id.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        Assert.Equal($"Tracking.Carriers.{pascal}", CarrierOf(id).GetType().Namespace);
        Assert.Equal($"{pascal}Carrier", CarrierOf(id).GetType().Name);
    }

    /// <summary>What whoever adds a carrier is told to do next.</summary>
    [Theory]
    [MemberData(nameof(Carriers))]
    public void A_carrier_lacks_nothing(string id)
    {
        var carrier = CarrierOf(id);
        var (profile, fixtures) = (carrier.Profile, Fixture.All.Where(fixture => fixture.Carrier.Profile.Id.Value == id).ToList());
        var missing = new List<string>();
        Needs(profile.Name.Length > 0, "Profile.Name: what people call it");
        Needs(profile.Clock.Length > 0, "Profile.Clock: by which policy its clocks become times, in one phrase");
        Needs(profile.IsAggregator || profile.Numbers.Count > 0, "Profile.Numbers: the forms of its numbers, with their check digits");
        Needs(profile.TrackingPage is null || profile.TrackingPage.StartsWith("https://", StringComparison.Ordinal) && profile.TrackingPage.Contains("{number}", StringComparison.Ordinal), "Profile.TrackingPage: an address of https:// with {number} in it, or none");
        Needs(profile.BaseAddress is not null || profile.OffBecause is not null, "Profile.BaseAddress, or in OffBecause why there is none");
        Needs(carrier.Codes.Rows.Count > 0, "codes.csv: what its codes mean, or why they are left out");
        Needs(fixtures.Count >= 3, $"fixtures: at least three, there are {fixtures.Count}");
        Needs(fixtures.Any(fixture => EventsOf(fixture.Carrier.Read(fixture.Wire)).Any(told => told.Read.Milestone is Milestone.Delivered)), "fixtures: a delivery");
        Needs(fixtures.Any(fixture => fixture.Carrier.Read(fixture.Wire) is not CarrierReply.Answered { Results: [{ Outcome: NumberOutcome.Tracked }, ..] }), "fixtures: a number that is not found, or another failure");
        Needs(profile.Push is null || fixtures.Any(fixture => fixture.Wire.Kind is WireKind.Push), "fixtures: a push");
        Assert.True(missing.Count == 0, $"{id} lacks:\n{string.Join('\n', missing)}");

        void Needs(bool there, string what)
        {
            if (!there)
                missing.Add("  " + what);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void A_fixture_reads_as_expected(string name)
    {
        var fixture = FixtureOf(name);
        var read = Fixture.Render(fixture.Carrier.Read(fixture.Wire));
        if (Environment.GetEnvironmentVariable("ACCEPT_FIXTURES") == "1")
            File.WriteAllText(fixture.ExpectedPath, read);
        Assert.True(File.Exists(fixture.ExpectedPath), $"{fixture.ExpectedPath} is missing; it should hold:\n{read}");
        Assert.Equal(File.ReadAllText(fixture.ExpectedPath).ReplaceLineEndings("\n"), read);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void What_happened_obeys_physics(string name)
    {
        var fixture = FixtureOf(name);
        foreach (var told in EventsOf(fixture.Carrier.Read(fixture.Wire)).Where(told => told.Read.Class is EventClass.Actual))
        {
            if (told.Read.Time is not { } time)
                continue;
            Assert.True(time.Possible().Start <= Fixture.ReceivedAt + Duration.FromMinutes(15), $"{told.Said.Clock} lies after the wire came");
            Assert.True(time.Local.Year >= 2000, $"{told.Said.Clock} lies before 2000");
            if (time.Offset is { } offset)
                Assert.InRange(offset.Seconds, -12 * 3600, 14 * 3600);
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Two_readings_of_one_wire_are_the_same_and_no_two_events_share_a_key(string name)
    {
        var fixture = FixtureOf(name);
        var first = fixture.Carrier.Read(fixture.Wire);
        Assert.Equal(Fixture.Render(first), Fixture.Render(fixture.Carrier.Read(fixture.Wire)));
        var keys = EventsOf(first).Select(told => told.Key).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
    }

    internal static IEnumerable<TrackingEvent> EventsOf(CarrierReply reply) =>
        reply is CarrierReply.Answered answered ? answered.Results.SelectMany(result => result.Events) : [];
}
