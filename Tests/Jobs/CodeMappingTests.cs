using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Tests.Given;

namespace Tracking.Tests.Jobs;

public sealed class CodeMappingTests : IAsyncLifetime
{
    private const string Ada = "ada@example.test";
    private static readonly CarrierId Fedex = new("fedex");

    private readonly KeptJobs _jobs = new();
    private Pipeline _pipeline = null!;
    private CodeMapping _mapping = null!;
    private UnknownCodeStore _unknown = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static StoredCodeRow OutForDelivery => new() { Carrier = Fedex, Code = "QQ9", Milestone = Milestone.OutForDelivery, Note = "the depot says so, \"on the van\"" };

    public async ValueTask InitializeAsync()
    {
        _pipeline = await Pipeline.StartAsync(Cancel);
        (_mapping, _unknown) = (_pipeline.CodeMapping(_jobs), new UnknownCodeStore(_pipeline.Database.DataSource));
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task An_unknown_code_is_tried_out_applied_exported_and_taken_off_again()
    {
        var (first, second, other) = (await ParcelAsync("794600000014", "QQ9"), await ParcelAsync("794600000025", "QQ9"), await ParcelAsync("794600000036", "IT"));
        var code = Assert.Single((await _unknown.ListAsync(null, null, 0, 50, Cancel)).Codes);
        Assert.Equal(("fedex", "QQ9", 2, 2), (code.Source, CodeMapping.CodeOf(code), code.Times, code.Parcels));
        Assert.Equal([second, first], (await _unknown.ListExamplesAsync("fedex", code.Key, long.MaxValue, 10, Cancel)).Select(one => one.ParcelId));

        var tried = await RunAsync((await _mapping.TryAsync(OutForDelivery, Ada, Cancel))!);
        Assert.Equal((2, 2, 2), (tried.ReadingsChanged, tried.TimelinesChanged, tried.StagesChanged));
        Assert.Equal([first, second], (await _pipeline.ReplayStore.ListChangesAsync(tried.Id, 0, 10, Cancel)).Select(change => change.ParcelId));
        Assert.Null(await StageAsync(first));

        var laid = (await _mapping.ApplyAsync(OutForDelivery, Ada, Cancel))!;
        await RunAsync((await _pipeline.ReplayStore.FindAsync(laid.ReplayId!.Value, Cancel))!);
        Assert.Equal((Stage.OutForDelivery, Stage.OutForDelivery, Stage.InTransit), (await StageAsync(first), await StageAsync(second), await StageAsync(other)));
        Assert.Empty((await _unknown.ListAsync(null, null, 0, 50, Cancel)).Codes);
        Assert.Equal("code,sub,milestone,reason,class,note\nQQ9,,OutForDelivery,,,\"the depot says so, \"\"on the van\"\"\"\n", await _mapping.CsvAsync(Fedex, Cancel));
        Assert.Null(await _mapping.CsvAsync(new CarrierId("ups"), Cancel));

        await RunAsync((await _mapping.TakeOffAsync(laid, "ben@example.test", Cancel))!);
        Assert.Null(await StageAsync(first));
        Assert.Equal(2, Assert.Single((await _unknown.ListAsync(null, null, 0, 50, Cancel)).Codes).Times);
        var off = (await new CodeRowStore(_pipeline.Database.DataSource).FindAsync(laid.Id, Cancel))!;
        Assert.Equal((Ada, "ben@example.test"), (off.By, off.RemovedBy));
        Assert.Null(await _mapping.TakeOffAsync(laid, Ada, Cancel));
        Assert.Null(await _pipeline.ReplayStore.FindRunningAsync(Cancel));
    }

    [Fact]
    public async Task A_row_is_not_laid_while_another_replay_is_at_work()
    {
        await ParcelAsync("794600000014", "QQ9");
        await _pipeline.ReplayStore.AskAsync(new ReplayRequest { By = Ada, DryRun = true }, Cancel);
        Assert.Null(await _mapping.ApplyAsync(OutForDelivery, Ada, Cancel));
        Assert.Empty(await new CodeRowStore(_pipeline.Database.DataSource).ListAsync(Cancel));
        Assert.Empty(_jobs.Jobs);
    }

    [Theory]
    [InlineData("fedex", "", "", null, "A code has 1 to 200 characters")]
    [InlineData("fedex", "~x", ".*", Milestone.Lost, "Patterns")]
    [InlineData("fedex", "QQ9", "", null, "Say in the note why")]
    [InlineData("fedex", "QQ\n9", "", Milestone.Lost, "one line")]
    [InlineData("no-such", "QQ9", "", Milestone.Lost, "No carrier no-such")]
    public void What_codes_csv_does_not_take_is_refused_in_a_sentence(string carrier, string code, string sub, Milestone? milestone, string why) =>
        Assert.Contains(why, _mapping.Problem(new StoredCodeRow { Carrier = new CarrierId(carrier), Code = code, Sub = sub, Milestone = milestone }));

    [Fact]
    public void A_row_that_the_table_has_by_now_is_known()
    {
        var row = new CarrierRegistry().Find(Fedex)!.Codes.Rows.First(one => one is { Milestone: not null, Code: not ['~', ..] });
        var same = new StoredCodeRow { Carrier = Fedex, Code = row.Code, Sub = row.Sub, Milestone = row.Milestone, Reason = row.Reason, Class = row.Class, Note = "mine" };
        Assert.True(_mapping.IsInTable(same));
        Assert.False(_mapping.IsInTable(same with { Milestone = Milestone.Destroyed }));
        Assert.False(_mapping.IsInTable(OutForDelivery));
    }

    [Fact]
    public async Task Codes_are_found_by_carrier_and_words_and_words_without_a_code_are_one_entry_each()
    {
        await SayAsync("fedex", "A_B", null, "odd thing");
        await SayAsync("fedex", "AXB", null, "another thing");
        await SayAsync("fedex", "AXB", "08", "a third");
        await SayAsync("australiapost", null, null, "Gone  astray.");
        await SayAsync("australiapost", null, null, "Gone  astray.");
        await SayAsync("australiapost", null, null, "Eaten by a drop bear");

        var (codes, total) = await _unknown.ListAsync(null, null, 0, 2, Cancel);
        Assert.Equal((5, 2), (total, codes.Count));
        Assert.Equal(("Gone astray", 2), (CodeMapping.CodeOf(codes[0]), codes[0].Times));
        Assert.Equal(2, (await _unknown.ListAsync("australiapost", null, 0, 50, Cancel)).Total);
        Assert.Equal("A_B", Assert.Single((await _unknown.ListAsync(null, "a_b", 0, 50, Cancel)).Codes).Code);
        Assert.Equal(2, (await _unknown.ListAsync("fedex", "AXB", 0, 50, Cancel)).Total);
        Assert.Equal("Eaten by a drop bear", Assert.Single((await _unknown.ListAsync(null, "DROP", 0, 50, Cancel)).Codes).Wording);
        Assert.Null(await _unknown.FindAsync("fedex", codes[0].Key, Cancel));
        Assert.Equal(codes[0], await _unknown.FindAsync("australiapost", codes[0].Key, Cancel));
    }

    private async Task<long> ParcelAsync(string number, string code)
    {
        var parcel = await _pipeline.ParcelAsync("fedex", number, "US", Cancel);
        await _pipeline.Wires.AppendPushesAsync([_pipeline.FedexPush(number, new FedexScan((_pipeline.Now - Duration.FromDays(1)).WithOffset(Offset.Zero), code, "What it says", "MEMPHIS", "US"))], Cancel);
        await _pipeline.DrainAsync(Cancel);
        return parcel;
    }

    private async Task<Replay> RunAsync(Replay asked)
    {
        Assert.True(_jobs.Jobs.TryDequeue(out var job));
        Assert.Equal(asked.Id, job.Args[0]);
        return (await _pipeline.Replays().RunAsync(asked.Id, null, Cancel))!;
    }

    private async Task<Stage?> StageAsync(long parcel) => (await _pipeline.TimelineAsync(parcel, Cancel)).Stage;

    private async Task SayAsync(string source, string? code, string? sub, string wording)
    {
        await using var command = _pipeline.Database.DataSource.CreateCommand("""
            insert into tracking.statement (parcel_id, key, source, number, code, sub_code, wording, clock, wall_clock, wire_id, received_at, trust, class, mapping, table_version, read_wire_id)
            values (nextval('tracking.parcel_seq'), '\x01', $1, 'N1', $2, $3, $4, '', '', 1, now(), 'Evidence', 'Actual', 'unknown', 'x', 1)
            """);
        command.Parameters.Add(new() { Value = source });
        command.Parameters.Add(new() { Value = (object?)code ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)sub ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = wording });
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
