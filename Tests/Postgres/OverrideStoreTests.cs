using NodaTime;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;

namespace Tracking.Tests.Postgres;

public sealed class OverrideStoreTests : IAsyncLifetime
{
    private const string Ada = "ada@example.test";
    private const string Number = "794600000014";
    private static readonly TrackingNumber First = TrackingNumber.Get(Number);
    private Pipeline _pipeline = null!;
    private long _parcel;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OverrideStore Overrides => new(_pipeline.Database.DataSource, _pipeline.Settlement, _pipeline.Clock);

    public async ValueTask InitializeAsync()
    {
        _pipeline = await Pipeline.StartAsync(Cancel);
        _parcel = await _pipeline.ParcelAsync("fedex", Number, "US", Cancel);
        await SayAsync(Number, "IT", _pipeline.Now - Duration.FromDays(9));
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task A_parcel_that_a_person_marks_delivered_is_delivered_and_a_person_is_the_source()
    {
        Assert.NotEmpty((await FindAsync()).Findings);

        Assert.Null(await Overrides.ApplyAsync(_parcel, new OverrideAct.Mark(Lost: false, _pipeline.Now - Duration.FromDays(1), "the buyer phoned"), Ada, Cancel));

        var parcel = await FindAsync();
        Assert.Equal(Stage.Delivered, parcel.Timeline.Stage);
        Assert.Empty(parcel.Findings);
        var made = Assert.Single(await Overrides.ListAsync(_parcel, Cancel));
        Assert.Equal((Ada, "the buyer phoned", made.Key), (made.By, made.Reason, parcel.Timeline.Lines[^1].Key));
        Assert.Equal(Override.Person, parcel.Timeline.Lines[^1].Sources.Single().Source);
        // Buyers and carriers read what the timeline says: neither the name nor the reason is in it.
        var stored = await _pipeline.ScalarAsync<string>("select document::text from tracking.timeline", Cancel);
        Assert.DoesNotContain(Ada, stored);
        Assert.DoesNotContain("phoned", stored);
    }

    [Fact]
    public async Task What_a_person_undoes_is_as_it_was_and_both_acts_stay_with_their_names()
    {
        var before = (await FindAsync()).Timeline.ContentHash();
        await Overrides.ApplyAsync(_parcel, new OverrideAct.Mark(Lost: true, null, "the carrier paid"), Ada, Cancel);
        Assert.Contains(FindingKind.DeclaredLost, (await FindAsync()).Findings.Select(finding => finding.Kind));

        Assert.Null(await Overrides.UndoAsync(_parcel, (await Overrides.ListAsync(_parcel, Cancel))[0].Id, "ben@example.test", Cancel));

        Assert.Equal(before, (await FindAsync()).Timeline.ContentHash());
        var undone = Assert.Single(await Overrides.ListAsync(_parcel, Cancel));
        Assert.Equal((Ada, "ben@example.test"), (undone.By, undone.UndoneBy));
        Assert.NotNull(await Overrides.UndoAsync(_parcel, undone.Id, Ada, Cancel));
        Assert.Equal("ada@example.test marked it lost: the carrier paid; ben@example.test undid: marked it lost",
            await _pipeline.ScalarAsync<string>("select string_agg(by || ' ' || act || coalesce(': ' || note, ''), '; ' order by id) from tracking.case_act where by <> 'rules'", Cancel));
    }

    [Fact]
    public async Task A_person_s_word_stands_against_the_carrier_s_end_until_the_parcel_is_scanned_again()
    {
        await SayAsync(Number, "DL", _pipeline.Now - Duration.FromDays(3));
        Assert.Equal(Stage.Delivered, (await FindAsync()).Timeline.Stage);

        await Overrides.ApplyAsync(_parcel, new OverrideAct.Mark(Lost: true, _pipeline.Now - Duration.FromDays(2), "nobody got it"), Ada, Cancel);
        Assert.Equal((Stage.Stopped, Milestone.Lost), ((await FindAsync()).Timeline.Stage, (await FindAsync()).Timeline.Milestone));

        await SayAsync(Number, "OD", _pipeline.Now - Duration.FromHours(5));
        Assert.Equal(Stage.OutForDelivery, (await FindAsync()).Timeline.Stage);
    }

    [Fact]
    public async Task A_correction_survives_a_replay()
    {
        await Overrides.ApplyAsync(_parcel, new OverrideAct.Mark(Lost: false, null, "the buyer phoned"), Ada, Cancel);
        var before = (await FindAsync()).Timeline.ContentHash();

        var replay = await _pipeline.ReplayAsync(new ReplayRequest { By = Ada }, Cancel);

        Assert.Equal((1, 0), (replay.ParcelsCompared, replay.TimelinesChanged));
        Assert.Equal(before, (await FindAsync()).Timeline.ContentHash());
    }

    [Fact]
    public async Task What_was_told_under_a_number_that_is_taken_off_leaves_the_timeline_and_comes_back_with_it()
    {
        var second = TrackingNumber.Get("794600000025");
        Assert.Contains("keeps at least one", await Overrides.ApplyAsync(_parcel, new OverrideAct.Detach(First, "mistyped"), Ada, Cancel));
        Assert.Null(await Overrides.ApplyAsync(_parcel, new OverrideAct.Attach(second, new CarrierId("fedex"), LegRole.WholeWay, "relabelled"), Ada, Cancel));
        await SayAsync(second.Value, "DL", _pipeline.Now - Duration.FromDays(1));
        Assert.Equal(2, (await FindAsync()).Timeline.Lines.Count);

        Assert.Null(await Overrides.ApplyAsync(_parcel, new OverrideAct.Detach(First, "mistyped"), Ada, Cancel));
        Assert.Equal(Milestone.Delivered, Assert.Single((await FindAsync()).Timeline.Lines).Milestone);

        Assert.Null(await Overrides.UndoAsync(_parcel, (await Overrides.ListAsync(_parcel, Cancel))[0].Id, Ada, Cancel));
        Assert.Equal(2, (await FindAsync()).Timeline.Lines.Count);
        Assert.Null(await Overrides.UndoAsync(_parcel, (await Overrides.ListAsync(_parcel, Cancel))[1].Id, Ada, Cancel));
        Assert.Equal([Number], (await FindAsync()).Legs.Select(state => state.Leg.Number.Value));
    }

    [Fact]
    public async Task A_number_given_to_another_carrier_is_asked_of_that_one_and_the_first_one_s_words_leave()
    {
        Assert.Null(await Overrides.ApplyAsync(_parcel, new OverrideAct.SetCarrier(First, new CarrierId("usps"), "it is a USPS label"), Ada, Cancel));

        var parcel = await FindAsync();
        Assert.Equal("usps", parcel.Legs.Single().Leg.Carrier.Value);
        Assert.Empty(parcel.Timeline.Lines);
        Assert.Equal(1, await _pipeline.ScalarAsync<long>("select count(*) from tracking.leg where carrier = 'usps' and next_ask_at <= now()", Cancel));

        Assert.Null(await Overrides.UndoAsync(_parcel, (await Overrides.ListAsync(_parcel, Cancel))[0].Id, Ada, Cancel));
        Assert.Equal(("fedex", 1), ((await FindAsync()).Legs.Single().Leg.Carrier.Value, (await FindAsync()).Timeline.Lines.Count));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_a_sentence_and_changes_nothing()
    {
        OverrideAct[] acts =
        [
            new OverrideAct.Mark(false, null, "  "), new OverrideAct.Mark(false, _pipeline.Now + Duration.FromDays(1), "tomorrow"), new OverrideAct.Attach(First, new CarrierId("fedex"), LegRole.LastMile, "again"),
            new OverrideAct.Detach(TrackingNumber.Get("NOTTHERE1"), "gone"), new OverrideAct.SetCarrier(First, new CarrierId("fedex"), "the same"),
        ];
        foreach (var act in acts)
            Assert.NotNull(await Overrides.ApplyAsync(_parcel, act, Ada, Cancel));
        Assert.NotNull(await Overrides.ApplyAsync(4711, new OverrideAct.Mark(false, null, "of nobody"), Ada, Cancel));
        Assert.Empty(await Overrides.ListAsync(_parcel, Cancel));
    }

    private async Task<ParcelView> FindAsync() => (await _pipeline.Parcels.FindAsync(_parcel, Cancel))!;

    private async Task SayAsync(string number, string code, Instant at)
    {
        await _pipeline.Wires.AppendAsync([_pipeline.FedexPush(number, new FedexScan(at.WithOffset(Offset.FromHours(-5)), code, "told by the test", "Memphis", "US"))], Cancel);
        await _pipeline.DrainAsync(Cancel);
    }
}
