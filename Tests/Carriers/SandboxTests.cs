using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.Sandbox;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class SandboxTests : IDisposable
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 12, 0);
    private static readonly CarrierRegistry Registry = new();
    private static readonly string[] All = [.. StandIns.All.Select(standIn => standIn.Carrier.Value)];

    private readonly string _folder = Directory.CreateTempSubdirectory("sandbox-").FullName;
    private readonly FakeTimeProvider _time = new(Start.ToDateTimeOffset());
    private readonly CarrierHttp _http = new(TimeProvider.System, NullLogger<CarrierHttp>.Instance);

    public static TheoryData<string> Carriers => [.. All];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_same_seed_and_start_make_the_same_world_and_another_seed_another()
    {
        var world = World.Make(7, [Start]);

        Assert.Equal(Told(world), Told(World.Make(7, [Start])));
        Assert.Equal(OrderBook.Write(world, 7), OrderBook.Write(World.Make(7, [Start]), 7));
        Assert.NotEqual(Told(world), Told(World.Make(8, [Start])));

        static IEnumerable<string> Told(World world) => world.Journeys.SelectMany(journey => journey.Shares)
            .SelectMany(share => share.Scans.Select(scan => $"{share.Carrier} {share.Number} {scan.What} {scan.Where.City} {scan.At} {scan.Told} {scan.TakenBackAt}"));
    }

    [Fact]
    public void Every_story_has_journeys_and_none_reaches_back_more_than_six_weeks()
    {
        var journeys = World.Make(1, [Start]).Journeys;

        Assert.Equal(Enum.GetValues<Story>(), journeys.Select(journey => journey.Story).Distinct().Order());
        Assert.InRange(journeys.Count, 200, 300);
        Assert.True(journeys.Count(journey => journey.Registered == CarrierIds.Seventeentrack) >= 15);
        Assert.All(journeys, journey => Assert.True(journey.PlacedAt > Start - Duration.FromDays(42), $"{journey.Story} {journey.PlacedAt}"));
    }

    [Fact]
    public void A_story_stands_at_the_start_where_its_name_says()
    {
        foreach (var journey in World.Make(1, [Start]).Journeys.Where(journey => journey.Shares.Count > 0))
        {
            var told = journey.Shares.SelectMany(share => share.TellAt(Start)).OrderByDescending(scan => scan.At).ToList();
            var silence = Start - told[0].At;
            switch (journey.Story)
            {
                case Story.SilentAfterArrival:
                    Assert.True(silence > Duration.FromDays(10) && told[0].Where.Country == journey.Destination.Country);
                    break;
                case Story.HeldInCustoms:
                    Assert.True(silence > Duration.FromDays(5) && told[0].What is Happening.HeldByCustoms);
                    break;
                case Story.NeverHandedOver:
                    Assert.Equal([Happening.LabelMade], told.Select(scan => scan.What));
                    break;
                case Story.FailedDelivery:
                    Assert.Equal(Happening.DeliveryFailed, told[0].What);
                    break;
                case Story.MissedFlight:
                    Assert.Equal(Happening.MissedFlight, told[0].What);
                    break;
                case Story.MovingNow:
                    var soon = journey.Shares.SelectMany(share => share.Scans).Where(scan => scan.At > Start).OrderBy(scan => scan.At).ToList();
                    Assert.True(soon.Count >= 3 && soon[0].At <= Start + Duration.FromMinutes(5));
                    Assert.All(soon.Zip(soon.Skip(1)), pair => Assert.InRange((pair.Second.At - pair.First.At).TotalSeconds, 20, 60));
                    break;
            }
        }
    }

    [Fact]
    public void Orders_hold_first_numbers_only_and_two_shops_share_one_order_number()
    {
        var world = World.Make(1, [Start]);
        using var orders = JsonDocument.Parse(OrderBook.Write(world, 1));
        var ordered = orders.RootElement.EnumerateArray().Select(order => (Shop: order.GetProperty("shop").GetString()!, Number: order.GetProperty("number").GetString()!)).ToList();
        var parcels = orders.RootElement.EnumerateArray().SelectMany(order => order.GetProperty("parcels").EnumerateArray()).Select(parcel => parcel.GetProperty("trackingNumber").GetString()!).ToList();

        Assert.Equal(world.Journeys.Select(journey => journey.Number).Order(), parcels.Order());
        Assert.Empty(parcels.Intersect(world.Journeys.Where(journey => journey.Shares.Count > 1 && journey.Shares[1].Number != journey.Number).Select(journey => journey.Shares[1].Number)));
        Assert.Equal(ordered.Count, ordered.Distinct().Count());
        Assert.Equal(["SO-4001"], ordered.GroupBy(order => order.Number).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Contains(orders.RootElement.EnumerateArray(), order => order.GetProperty("parcels").GetArrayLength() == 2);
        var towns = world.Journeys.ToDictionary(journey => journey.Number, journey => journey.Destination.Postcode);
        Assert.All(orders.RootElement.EnumerateArray(), order => Assert.All(order.GetProperty("parcels").EnumerateArray(),
            parcel => Assert.Equal(towns[parcel.GetProperty("trackingNumber").GetString()!], order.GetProperty("destination").GetProperty("postcode").GetString())));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task The_products_reader_finds_the_scans_of_every_journey_and_no_others(string id)
    {
        await using var sandbox = await StartAsync();
        var world = sandbox.Desk.World;
        foreach (var later in (Duration[])[Duration.Zero, Duration.FromMinutes(20), Duration.FromDays(4)])
        {
            _time.SetUtcNow((Start + later).ToDateTimeOffset());
            var now = Start + later;
            var known = world.Journeys.SelectMany(journey => IsAggregator(id)
                    ? journey.RetoldBy?.Value == id ? [(journey.Number, Scans: journey.Shares.SelectMany(share => share.TellAt(now)).ToList())] : []
                    : journey.Shares.Where(share => share.Carrier.Value == id).Select(share => (share.Number, Scans: share.TellAt(now).ToList())))
                .Where(entry => entry.Scans.Count > 0).ToDictionary(entry => entry.Number, entry => entry.Scans);
            var results = await AskAsync(sandbox, id, [.. known.Keys]);

            Assert.Equal(known.Count, results.Count);
            foreach (var result in results)
            {
                var scans = known[result.Number!.Value.Value].Select(scan => scan.At).Order().ToList();
                Assert.Equal(NumberOutcome.Tracked, result.Outcome);
                Assert.All(result.Events, told => Assert.True(told.Read.Mapping != "unknown", $"{told.Said.Code}/{told.Said.SubCode} is unknown"));
                Assert.All(result.Events, told => Assert.True(told.Read.Time is { Instant: not null }, $"{told.Said.Clock} in {told.Said.PlaceSaid} is no instant"));
                var instants = result.Events.Select(told => told.Read.Time!.Value.Instant!.Value).Order().ToList();
                Assert.Equal(scans.Count, instants.Count);
                Assert.All(scans.Zip(instants), pair => Assert.True(pair.First - pair.Second is var off && off >= Duration.Zero && off < Duration.FromMinutes(1), $"{result.Number}: {pair}"));
                Assert.All(instants, instant => Assert.True(instant <= now));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Deliveries_are_read_as_deliveries_and_nothing_else_is(string id)
    {
        await using var sandbox = await StartAsync();
        var carrier = new CarrierId(id);
        var shares = sandbox.Desk.World.Journeys
            .SelectMany(journey => IsAggregator(id) ? journey.RetoldBy?.Value == id ? [(journey.Number, Last: journey.Shares[^1])] : []
                : journey.Shares.Where(share => share.Carrier == carrier).Select(share => (share.Number, Last: share)))
            .Where(entry => entry.Last.TellAt(Start).Count > 0).ToList();
        var results = (await AskAsync(sandbox, id, [.. shares.Select(entry => entry.Number)])).ToDictionary(result => result.Number!.Value.Value);

        Assert.All(shares, entry => Assert.Equal(
            entry.Last.TellAt(Start).Any(scan => scan.What is Happening.Delivered),
            results[entry.Number].Events.Any(told => told.Read.Milestone is Milestone.Delivered)));
        Assert.Contains(shares, entry => entry.Last.TellAt(Start).Any(scan => scan.What is Happening.Delivered));
    }

    [Fact]
    public async Task A_missed_flight_is_read_as_one()
    {
        await using var sandbox = await StartAsync();
        foreach (var journey in sandbox.Desk.World.Journeys.Where(journey => journey.Story is Story.MissedFlight))
        {
            var result = Assert.Single(await AskAsync(sandbox, journey.Registered.Value, [journey.Number]));
            var missed = Assert.Single(result.Events, told => told.Read.Milestone is Milestone.FlightMissed);
            Assert.Equal(Reason.CarrierMissedCutOff, missed.Read.Reason);
        }
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_number_that_leads_nowhere_is_not_found(string id)
    {
        await using var sandbox = await StartAsync();
        var journey = sandbox.Desk.World.Journeys.First(journey => journey.Story is Story.WrongNumber && journey.Registered.Value == id);

        var result = Assert.Single(await AskAsync(sandbox, id, [journey.Number]));

        Assert.Equal(NumberOutcome.NotFound, result.Outcome);
        Assert.Equal(journey.Number, result.Number?.Value);
    }

    public static TheoryData<string> WithCredentials => [.. All.Where(id => Registry.Find(new(id))!.Profile.Needs.Count > 0)];

    [Theory]
    [MemberData(nameof(WithCredentials))]
    public async Task Wrong_credentials_are_refused(string id)
    {
        await using var sandbox = await StartAsync();
        var account = AccountOf(sandbox, id);
        var wrong = account with { Settings = account.Settings.ToDictionary(setting => setting.Key, setting => setting.Key == "Country" ? setting.Value : setting.Value + "x") };

        var asked = await Calls().AskAsync(Registry.Find(new(id))!, wrong, [new AskNumber(Number("X123456789"))], Cancel);

        if (asked is Asked.Answer { Wire: var wire })
            Assert.IsType<CarrierReply.Refused>(Registry.Find(new(id))!.Read(wire));
        else
            Assert.IsType<Asked.Denied>(asked);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_throttled_poll_names_when_to_come_back(string id)
    {
        await using var sandbox = await StartAsync(throttleOneIn: 1);

        var asked = await Calls().AskAsync(Registry.Find(new(id))!, AccountOf(sandbox, id), [new AskNumber(Number("X123456789"))], Cancel);

        var reply = Registry.Find(new(id))!.Read(Assert.IsType<Asked.Answer>(asked).Wire);
        Assert.InRange(Assert.IsType<CarrierReply.Throttled>(reply).RetryAfter!.Value.TotalSeconds, 5, 20);
    }

    [Theory]
    [InlineData("cainiao", "usps dhl-unified laposte correios landmark")]
    [InlineData("yanwen", "laposte")]
    [InlineData("yunexpress", "usps")]
    public async Task The_second_number_is_announced_with_its_carrier_once_the_parcel_is_handed_on(string id, string next)
    {
        await using var sandbox = await StartAsync();
        var told = sandbox.Desk.World.Journeys.Where(journey => journey.Story is Story.HandedToLastMile && journey.Registered.Value == id).ToList();

        Assert.Equal(next.Split(' ').Order(), told.Select(journey => journey.Shares[1].Carrier.Value).Distinct().Order());
        foreach (var journey in told)
        {
            var handed = journey.Shares[0].Scans.First(scan => scan.What is Happening.HandedOn).At;
            Assert.Empty((await At(handed - Duration.FromSeconds(1))).Snapshot!.Next);
            var announced = Assert.Single((await At(handed + Duration.FromSeconds(1))).Snapshot!.Next);
            Assert.Equal((journey.Shares[1].Carrier, journey.Shares[1].Number, LegRole.LastMile), (announced.Carrier!.Value, announced.Number.Value, announced.Role));

            async Task<NumberResult> At(Instant when)
            {
                _time.AdjustTime(when.ToDateTimeOffset());
                return Assert.Single(await AskAsync(sandbox, id, [journey.Number]));
            }
        }
    }

    [Fact]
    public void What_hands_over_now_is_given_to_its_last_mile_within_minutes()
    {
        var journeys = World.Make(1, [Start]).Journeys.Where(journey => journey.Story is Story.HandsOverNow).ToList();

        Assert.Equal(["cainiao correios", "cainiao landmark", "cainiao laposte", "yanwen correios", "yanwen laposte", "yunexpress usps"],
            journeys.Select(journey => $"{journey.Shares[0].Carrier} {journey.Shares[1].Carrier}").Order(StringComparer.Ordinal));
        Assert.All(journeys, journey =>
        {
            Assert.Equal(Happening.CustomsReleased, journey.Shares[0].TellAt(Start)[0].What);
            Assert.Empty(journey.Shares[1].TellAt(Start));
            Assert.NotEmpty(journey.Shares[1].TellAt(Start + Duration.FromMinutes(5)));
        });
    }

    public static TheoryData<string> Pushing => [.. StandIns.All.Where(standIn => standIn.Push is not null).Select(standIn => standIn.Carrier.Value)];

    [Theory]
    [MemberData(nameof(Pushing))]
    public async Task Every_push_proves_itself_and_is_read(string id)
    {
        await using var sandbox = await StartAsync();
        var (carrier, account) = (Registry.Find(new(id))!, AccountOf(sandbox, id));
        var pushes = PushPlan.Of(sandbox.Desk.World, Start).Where(push => push.Carrier.Value == id).ToList();

        Assert.NotEmpty(pushes);
        foreach (var push in pushes)
        {
            var body = Pusher.BodyOf(push, sandbox.Desk.World);
            var signed = StandIns.Pushing(push.Carrier).Prove(sandbox.Desk.File.Carriers[id], body, Start);
            Assert.Contains(StandIns.Pushing(push.Carrier).MediaType, carrier.Profile.Push!.MediaTypes);
            Assert.Null(carrier.Profile.Push.Proof.Refuse(name => signed.Headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault(), signed.Body.Span, account, Start));
            var reply = carrier.Read(new Wire { Carrier = carrier.Profile.Id, Kind = WireKind.Push, ReceivedAt = push.Due, Body = signed.Body });
            var result = Assert.Single(Assert.IsType<CarrierReply.Answered>(reply).Results);
            Assert.Equal((push.Number, NumberOutcome.Tracked), (result.Number?.Value, result.Outcome));
        }
    }

    [Fact]
    public void Carriers_that_do_not_push_have_none_planned() =>
        Assert.Equal(["dhl-unified", "easypost", "fedex", "kuaidi100", "ninja-van", "seventeentrack", "ups", "yunexpress"], PushPlan.Of(World.Make(1, [Start]), Start).Select(push => push.Carrier.Value).Distinct().Order());

    [Fact]
    public void Out_of_order_pushes_tell_the_newer_state_first()
    {
        var plan = PushPlan.Of(World.Make(1, [Start]), Start).Where(push => push.Journey.Story is Story.OutOfOrder).GroupBy(push => push.Number);

        Assert.All(plan, pushes => Assert.Contains(pushes.Zip(pushes.Skip(1)), pair => pair.First.AsOf > pair.Second.AsOf));
    }

    [Fact]
    public async Task A_push_is_sent_again_until_it_is_taken_and_one_that_is_pushed_twice_comes_twice()
    {
        var received = Channel.CreateUnbounded<(string Path, string Digest)>();
        var refuse = 1;
        await using var portal = await ReceiverAsync(async request =>
        {
            if (Interlocked.Exchange(ref refuse, 0) == 1)
                return 503;
            await received.Writer.WriteAsync((request.Path, Convert.ToHexString(await SHA256.HashDataAsync(request.Body, Cancel))), Cancel);
            return 202;
        });
        await using var sandbox = await StartAsync(pushTo: portal.Urls.First());
        var world = sandbox.Desk.World;
        var expected = PushPlan.Of(world, Start).Where(push => push.Due < Start + Duration.FromMinutes(3) && push.Carrier == CarrierIds.Fedex).ToList();
        var awaited = expected.SelectMany(push => Enumerable.Repeat(Convert.ToHexString(SHA256.HashData(Pusher.BodyOf(push, world))), push.Copies)).ToList();
        var got = new List<string>();

        while (awaited.Except(got).Any() || got.Count(awaited.Contains) < awaited.Count)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            soon.CancelAfter(TimeSpan.FromMilliseconds(20));
            try
            {
                var (path, digest) = await received.Reader.ReadAsync(soon.Token);
                if (path == "/push/fedex")
                    got.Add(digest);
            }
            catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
            {
                // Nothing was due yet: the clock goes on.
            }
        }

        Assert.Contains(expected, push => push.Copies == 2);
        Assert.Equal(0, refuse);
    }

    [Fact]
    public async Task Started_again_on_its_folder_it_continues_its_world_with_the_same_accounts_and_new_parcels_that_move()
    {
        World first;
        SandboxFile file;
        await using (var sandbox = await StartAsync())
            (first, file) = (sandbox.Desk.World, sandbox.Desk.File);
        _time.Advance(TimeSpan.FromDays(2));
        await using var again = await StartAsync();

        var continued = again.Desk.World.Journeys;
        Assert.Equal(first.Journeys.Select(journey => journey.Number), continued.Take(first.Journeys.Count).Select(journey => journey.Number));
        Assert.All(continued.Skip(first.Journeys.Count), journey => Assert.Equal(Story.MovingNow, journey.Story));
        Assert.True(continued.Count > first.Journeys.Count);
        Assert.Equal(file.Carriers["fedex"].PushSecret, again.Desk.File.Carriers["fedex"].PushSecret);
    }

    [Fact]
    public async Task Its_files_are_readable_by_their_owner_alone_and_name_what_each_carrier_needs()
    {
        await using var sandbox = await StartAsync();

        foreach (var name in (string[])[SandboxFile.Name, OrderBook.Name])
        {
            Assert.True(File.Exists(Path.Combine(_folder, name)));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, name)));
        }
        Assert.All(All, id => Assert.All(Registry.Find(new(id))!.Profile.Needs, need => Assert.NotEmpty(AccountOf(sandbox, id)[need])));
    }

    private Task<SandboxHost> StartAsync(int throttleOneIn = 0, string? pushTo = null) => SandboxHost.StartAsync(
        new SandboxOptions { Folder = _folder, ThrottleOneIn = throttleOneIn, PushTo = pushTo is null ? null : new Uri(pushTo) }, _time, Cancel);

    private CarrierCalls Calls() => new(_http, new AccessTokens(_http, TimeProvider.System), TimeProvider.System);

    private static Account AccountOf(SandboxHost sandbox, string id)
    {
        var credentials = sandbox.Desk.File.Carriers[id];
        return new Account
        {
            Carrier = new(id),
            BaseAddress = new Uri(credentials.BaseAddress),
            Settings = credentials.Settings,
            PushSecrets = credentials.PushSecret is { } secret ? [new PushSecret(secret)] : [],
        };
    }

    private async Task<IReadOnlyList<NumberResult>> AskAsync(SandboxHost sandbox, string id, IReadOnlyList<string> numbers)
    {
        var (carrier, account, calls) = (Registry.Find(new(id))!, AccountOf(sandbox, id), Calls());
        var results = new List<NumberResult>();
        foreach (var batch in numbers.Select(number => new AskNumber(Number(number))).Chunk(carrier.Profile.BatchSize))
        {
            await calls.EnrolAsync(carrier, account, batch, null, Cancel);
            var reply = carrier.Read(Assert.IsType<Asked.Answer>(await calls.AskAsync(carrier, account, batch, Cancel)).Wire);
            results.AddRange(Assert.IsType<CarrierReply.Answered>(reply).Results);
        }
        return results;
    }

    private static bool IsAggregator(string id) => Registry.Find(new(id))!.Profile.IsAggregator;

    private static TrackingNumber Number(string text) => TrackingNumber.Get(text);

    private static async Task<WebApplication> ReceiverAsync(Func<HttpRequest, Task<int>> take)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async http => http.Response.StatusCode = await take(http.Request));
        await app.StartAsync(Cancel);
        return app;
    }
}
