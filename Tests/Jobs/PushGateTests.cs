using System.Text;
using System.Text.Json;
using NodaTime;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Jobs;

public sealed class PushGateTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"output":{"completeTrackResults":[]}}""");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_proven_push_is_stored_byte_for_byte_and_queued_before_it_is_answered()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        byte[] odd = [.. Body, (byte)' ', 0xff, 0xfe, (byte)'\r', (byte)'\n'];
        var answer = await gate.PushAsync(odd, Cancel);
        Assert.Equal(202, answer.Status);
        Assert.Equal(answer.Receipt, JsonDocument.Parse(answer.Body).RootElement.GetProperty("receipt").GetString());
        await using var stored = gate.Database.DataSource.CreateCommand("""
            select w.body from tracking.push_seen s join tracking.wire w on w.id = s.wire_id join tracking.inbox i on i.wire_id = w.id where s.receipt = $1
            """);
        stored.Parameters.Add(new() { Value = answer.Receipt });
        Assert.Equal(odd, (byte[]?)await stored.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task The_same_push_again_gets_the_same_receipt_and_stores_nothing()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        var first = await gate.PushAsync(Body, Cancel);
        var again = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => gate.PushAsync(Body, Cancel)));
        Assert.All(again, answer => Assert.Equal(first.Body, answer.Body));
        Assert.Equal(1, await gate.CountAsync("wire", Cancel));
        Assert.Equal(1, await gate.CountAsync("inbox", Cancel));
    }

    [Fact]
    public async Task A_check_proves_and_reads_and_keeps_nothing()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        var body = Pipeline.FedexBody("568838414941", new FedexScan(new LocalDateTime(2026, 11, 20, 10, 0).WithOffset(Offset.FromHours(-6)), "DL", "Delivered", "MEMPHIS", "US"));
        var read = await gate.PushAsync(body, Cancel, check: true);
        Assert.Equal((200, null), (read.Status, read.Receipt));
        var told = JsonDocument.Parse(read.Body).RootElement;
        Assert.Equal("tracked", told.GetProperty("outcome").GetString());
        Assert.Equal("Delivered", told.GetProperty("parcels")[0].GetProperty("events")[0].GetProperty("milestone").GetString());
        var refused = await gate.PushAsync(body, Cancel, check: true, secret: "another");
        Assert.Equal(401, refused.Status);
        // A push behind it is committed: had the check kept anything, it would be there by then.
        await gate.PushAsync(Body, Cancel);
        Assert.Equal((1, 1, 0), (await gate.CountAsync("wire", Cancel), await gate.CountAsync("push_seen", Cancel), await gate.CountAsync("refused_push", Cancel)));
    }

    [Fact]
    public async Task A_receipt_tells_what_became_of_a_push()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        var pipeline = Pipeline.On(gate.Database);
        var fates = new PushFateStore(gate.Database.DataSource);
        var parcel = await pipeline.ParcelAsync("fedex", "568838414941", "US", Cancel);
        var scan = new FedexScan(new LocalDateTime(2026, 11, 20, 10, 0).WithOffset(Offset.FromHours(-6)), "PU", "Picked up", "MEMPHIS", "US");
        var known = (await gate.PushAsync(Pipeline.FedexBody("568838414941", scan), Cancel)).Receipt!;
        Assert.True((await fates.FindAsync(known, Cancel))!.IsInInbox);
        var unknown = (await gate.PushAsync(Pipeline.FedexBody("797806677146", scan), Cancel)).Receipt!;
        var unreadable = (await gate.PushAsync("[1]"u8.ToArray(), Cancel)).Receipt!;
        var refused = (await gate.PushAsync(Body, Cancel, secret: "another")).Receipt!;
        await pipeline.DrainAsync(Cancel);
        await AwaitAsync(async () => await gate.CountAsync("refused_push", Cancel) == 1);

        var read = (await fates.FindAsync(known, Cancel))!;
        Assert.Equal([parcel], read.Parcels);
        Assert.False(read.IsInInbox);
        Assert.Equal(["797806677146"], (await fates.FindAsync(unknown, Cancel))!.Unregistered);
        Assert.NotNull((await fates.FindAsync(unreadable, Cancel))!.SetAside);
        Assert.Equal((401, "The header fdx-signature does not prove this body."), ((await fates.FindAsync(refused, Cancel))!.Status, (await fates.FindAsync(refused, Cancel))!.Refused));
        Assert.Null(await fates.FindAsync("nobodyhasthisone", Cancel));

        Assert.Equal(refused, Assert.Single(await fates.ListRefusedAsync("fedex", 10, Cancel)).Receipt);
        Assert.Equal(("Push", "[1]"), (Assert.Single(await fates.ListAsideAsync("fedex", 10, Cancel)).Kind, Encoding.UTF8.GetString((await fates.ListAsideAsync("fedex", 10, Cancel))[0].Body!)));
        Assert.Equal(1, await fates.ReadAgainAsync("fedex", Cancel));
        Assert.Empty(await fates.ListAsideAsync("fedex", 10, Cancel));
        await pipeline.DrainAsync(Cancel);
        Assert.Single(await fates.ListAsideAsync("fedex", 10, Cancel));
    }

    [Fact]
    public async Task A_push_with_one_byte_changed_is_refused_and_leaves_only_a_sample()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        var signature = Gate.Sign(Body, Gate.Secret);
        var forged = Body.ToArray();
        forged[^2] ^= 1;
        var answer = await gate.PushAsync(forged, Cancel, signature: signature);
        Assert.Equal(401, answer.Status);
        Assert.DoesNotContain(Gate.Secret, answer.Body);
        await AwaitAsync(async () => await gate.CountAsync("refused_push", Cancel) == 1);
        Assert.Equal(0, await gate.CountAsync("wire", Cancel));
        Assert.Equal(0, await gate.CountAsync("push_seen", Cancel));
        await using var sample = gate.Database.DataSource.CreateCommand("select count(*) from tracking.refused_push where receipt = $1 and body = $2");
        sample.Parameters.Add(new() { Value = answer.Receipt });
        sample.Parameters.Add(new() { Value = forged });
        Assert.Equal(1L, await sample.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task Of_many_forged_pushes_twenty_a_day_are_kept_and_all_are_counted()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        for (var i = 0; i < 30; i++)
            Assert.Equal(401, (await gate.PushAsync([.. Body, (byte)i, .. new byte[8000]], Cancel, signature: "AAAA")).Status);
        await AwaitAsync(async () => (await new HealthStore(gate.Database.DataSource).ListAsync(Cancel)) is [{ PushesRefused: 30 }]);
        Assert.Equal(HealthStore.SamplesADay, await gate.CountAsync("refused_push", Cancel));
        await using var longest = gate.Database.DataSource.CreateCommand("select max(length(body)) from tracking.refused_push");
        Assert.Equal(4096, await longest.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task Each_wrong_push_gets_its_own_answer()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        Assert.Equal(404, (await gate.PushAsync(Body, Cancel, carrier: "nobody")).Status);
        var nowhere = await gate.PushAsync(Body, Cancel, endpoint: "nowhere");
        Assert.Equal(404, nowhere.Status);
        Assert.NotNull(nowhere.Receipt);
        Assert.Equal(413, (await gate.PushAsync(new byte[PushGate.MaxBody + 1], Cancel)).Status);
        Assert.Equal(415, (await gate.PushAsync(Body, Cancel, type: "text/plain")).Status);
        Assert.Equal(415, (await gate.PushAsync(Body, Cancel, encoding: "gzip")).Status);
        Assert.Equal(400, (await gate.PushAsync([], Cancel)).Status);
        Assert.Equal(401, (await gate.PushAsync(Body, Cancel, signature: "")).Status);
        Assert.Equal(401, (await gate.PushAsync(Body, Cancel, carrier: "dhl-unified")).Status);
        Assert.Equal(0, await gate.CountAsync("wire", Cancel));
        Assert.Equal(202, (await gate.PushAsync(new byte[PushGate.MaxBody], Cancel)).Status);
        Assert.Equal(202, (await gate.PushAsync(Body, Cancel, carrier: "FedEx", type: "application/json; charset=utf-8")).Status);
    }

    [Fact]
    public async Task An_endpoint_has_a_secret_of_its_own()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        Assert.Equal(202, (await gate.PushAsync(Body, Cancel, endpoint: "returns", secret: "of returns")).Status);
        Assert.Equal(401, (await gate.PushAsync(Body, Cancel, endpoint: "returns")).Status);
        Assert.Equal(401, (await gate.PushAsync(Body, Cancel, secret: "of returns")).Status);
    }

    [Fact]
    public async Task A_paused_carriers_push_is_proven_and_kept_as_ever()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        await using (var pause = gate.Database.DataSource.CreateCommand("update tracking.account set paused_at = now()"))
            Assert.Equal(1, await pause.ExecuteNonQueryAsync(Cancel));
        Assert.Equal(202, (await gate.PushAsync(Body, Cancel)).Status);
        Assert.Equal(401, (await gate.PushAsync(Body, Cancel, secret: "another")).Status);
        Assert.Equal(1, await gate.CountAsync("inbox", Cancel));
    }

    [Fact]
    public async Task With_the_database_away_a_push_is_answered_503_and_when_to_come_again()
    {
        await using var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        await using var gate = await Gate.StartAsync(Cancel, wiresIn: away);
        var answer = await gate.PushAsync(Body, Cancel);
        Assert.Equal((503, 30), (answer.Status, answer.RetryAfterSeconds));
    }

    [Fact]
    public async Task Pushes_that_wait_together_are_committed_together_and_each_gets_its_own_receipt()
    {
        await using var gate = await Gate.StartAsync(Cancel);
        await using var before = gate.Database.DataSource.CreateCommand("select count(*) from (select distinct xmin from tracking.inbox) each_commit");
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => gate.PushAsync(Encoding.UTF8.GetBytes($$"""{"n":{{i}}}"""), Cancel)));
        Assert.All(answers, answer => Assert.Equal(202, answer.Status));
        Assert.Equal(1000, answers.Select(answer => answer.Receipt).Distinct().Count());
        Assert.Equal(1000, await gate.CountAsync("wire", Cancel));
        Assert.Equal(1000, await gate.CountAsync("inbox", Cancel));
        Assert.InRange((long)(await before.ExecuteScalarAsync(Cancel))!, 1, 200);
        await AwaitAsync(async () => (await new HealthStore(gate.Database.DataSource).ListAsync(Cancel)) is [{ PushesProven: 1000 }]);
    }

    private static async Task AwaitAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
            await Task.Delay(20, Cancel);
    }
}
