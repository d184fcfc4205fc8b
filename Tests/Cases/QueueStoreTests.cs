using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Cases;

public sealed class QueueStoreTests
{
    static readonly FakeTimeProvider Clock = new(GivenCases.Now.ToDateTimeOffset());

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task<(TestDatabase Database, QueueStore Queue)> GivenAsync()
    {
        var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var source = database.DataSource;
        await GivenCases.AddAsync(source, FindingKind.Stalled, Severity.Warning, 1100, "WARN0001", Cancel, carrier: "usps", days: 2);
        await GivenCases.AddAsync(source, FindingKind.LostAtDestination, Severity.Critical, 3200, "CRIT0001", Cancel, to: "BR", assignee: "mara@example.test", state: "Acknowledged");
        await GivenCases.AddAsync(source, FindingKind.CustomsDelay, Severity.Exception, 2200, "EXCE0001", Cancel, to: "BR");
        await GivenCases.AddAsync(source, FindingKind.Stalled, Severity.Warning, 1200, "SNOO0001", Cancel, state: "Snoozed", snoozedUntil: GivenCases.Now + Duration.FromHours(1));
        await GivenCases.AddAsync(source, FindingKind.Stalled, Severity.Warning, 1300, "WOKE0001", Cancel, state: "Snoozed", snoozedUntil: GivenCases.Now - Duration.FromHours(1));
        await GivenCases.AddAsync(source, FindingKind.Stalled, Severity.Warning, 1400, "DONE0001", Cancel, state: "Resolved");
        return (database, new QueueStore(source, Clock));
    }

    static async Task<string> NumbersAsync(QueueStore queue, QueueFilter filter, QueueGrouping grouping = QueueGrouping.None) =>
        string.Join(' ', (await queue.ListAsync([.. (await queue.OrderAsync(filter, grouping, Cancel)).Select(entry => entry.CaseId)], Cancel)).Select(row => row.Number));

    [Fact]
    public async Task The_queue_has_the_worst_first_without_what_is_snoozed_or_closed()
    {
        var (database, queue) = await GivenAsync();
        await using var _ = database;
        Assert.Equal("CRIT0001 EXCE0001 WOKE0001 WARN0001", await NumbersAsync(queue, new()));
    }

    [Fact]
    public async Task Parcels_whose_carrier_is_silent_do_not_bury_the_queue_and_are_there_when_asked_for()
    {
        var (database, queue) = await GivenAsync();
        await using var _ = database;
        await GivenCases.AddAsync(database.DataSource, FindingKind.CarrierSilent, Severity.Exception, 9000, "MUTE0001", Cancel);
        Assert.Equal("CRIT0001 EXCE0001 WOKE0001 WARN0001", await NumbersAsync(queue, new()));
        Assert.Equal("MUTE0001", await NumbersAsync(queue, new() { Kinds = [FindingKind.CarrierSilent] }));
        var facets = await queue.CountAsync(new(), Cancel);
        Assert.Equal(1, facets.Kinds["CarrierSilent"]);
        Assert.Equal(4, facets.Severities.Values.Sum());
    }

    [Fact]
    public async Task Every_filter_narrows_the_queue()
    {
        var (database, queue) = await GivenAsync();
        await using var _ = database;
        Assert.Equal("WOKE0001 WARN0001", await NumbersAsync(queue, new() { Kinds = [FindingKind.Stalled] }));
        Assert.Equal("CRIT0001", await NumbersAsync(queue, new() { Severities = [Severity.Critical] }));
        Assert.Equal("WARN0001", await NumbersAsync(queue, new() { Carriers = ["usps"] }));
        Assert.Equal("CRIT0001 EXCE0001", await NumbersAsync(queue, new() { Destinations = ["BR"] }));
        Assert.Equal("SNOO0001", await NumbersAsync(queue, new() { States = [CaseState.Snoozed] }));
        Assert.Equal("DONE0001", await NumbersAsync(queue, new() { States = [CaseState.Resolved] }));
        Assert.Equal("CRIT0001", await NumbersAsync(queue, new() { Assignee = "mara@example.test" }));
        Assert.Equal("EXCE0001 WOKE0001 WARN0001", await NumbersAsync(queue, new() { Assignee = QueueFilter.Nobody }));
        Assert.Equal("CRIT0001 EXCE0001 WOKE0001", await NumbersAsync(queue, new() { Days = 5 }));
    }

    [Theory]
    [InlineData("exce-0001")]
    [InlineData("EXCE00")]
    [InlineData(" SO-EXCE0001 ")]
    [InlineData("Exce0001@Example.test")]
    public async Task A_search_understands_numbers_orders_and_addresses(string text)
    {
        var (database, queue) = await GivenAsync();
        await using var _ = database;
        Assert.Equal("EXCE0001", await NumbersAsync(queue, new() { Search = text }));
        Assert.Equal("EXCE0001", await NumbersAsync(queue, new QueueFilter().Searching(text)));
        Assert.Equal("EXCE0001", Assert.Single(await queue.FindParcelsAsync(new QueueFilter().Searching(text), 5, Cancel)).Number);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("' or true --")]
    [InlineData("______")]
    public async Task A_search_is_never_a_pattern(string text)
    {
        var (database, queue) = await GivenAsync();
        await using var _ = database;
        Assert.Equal("", await NumbersAsync(queue, new() { Search = text }));
    }

    [Fact]
    public async Task Counts_of_a_filter_stand_under_the_other_filters()
    {
        var (database, queue) = await GivenAsync();
        await using var _ = database;
        var facets = await queue.CountAsync(new() { Destinations = ["BR"], Kinds = [FindingKind.CustomsDelay] }, Cancel);
        Assert.Equal(new Dictionary<string, int> { ["LostAtDestination"] = 1, ["CustomsDelay"] = 1 }, facets.Kinds);
        Assert.Equal(new Dictionary<string, int> { ["BR"] = 1 }, facets.Destinations);
        var all = await queue.CountAsync(new(), Cancel);
        Assert.Equal(new Dictionary<string, int> { ["Open"] = 3, ["Acknowledged"] = 1, ["Snoozed"] = 1 }, all.States);
        Assert.Equal(new Dictionary<string, int> { ["nobody"] = 3, ["mara@example.test"] = 1 }, all.Assignees);
    }

    [Fact]
    public async Task Groups_come_in_the_order_of_what_waiting_costs_in_them_together()
    {
        var (database, queue) = await GivenAsync();
        await using var _ = database;
        await GivenCases.AddAsync(database.DataSource, FindingKind.CustomsDelay, Severity.Warning, 2900, "CUST0001", Cancel, to: "BR");
        var order = await queue.OrderAsync(new(), QueueGrouping.Kind, Cancel);
        Assert.Equal(["CustomsDelay", "CustomsDelay", "LostAtDestination", "Stalled", "Stalled"], order.Select(entry => entry.Group));
        Assert.Equal("CUST0001 EXCE0001 CRIT0001 WOKE0001 WARN0001", await NumbersAsync(queue, new(), QueueGrouping.Kind));
        Assert.Equal(["CN-BR", "CN-US"], (await queue.OrderAsync(new(), QueueGrouping.Lane, Cancel)).Select(entry => entry.Group).Distinct());
        Assert.Equal(5, (await queue.OrderAsync(new(), QueueGrouping.Shop, Cancel)).Select(entry => entry.Group).Distinct().Count());
        Assert.Equal(["fedex", "usps"], (await queue.OrderAsync(new(), QueueGrouping.Carrier, Cancel)).Select(entry => entry.Group).Distinct());
        Assert.Equal(["HUB US", "HUB BR"], (await queue.OrderAsync(new() { Kinds = [FindingKind.Stalled, FindingKind.CustomsDelay] }, QueueGrouping.Facility, Cancel)).Select(entry => entry.Group).Distinct().Order().Reverse());
    }

    [Fact]
    public async Task Lane_place_and_shop_narrow_the_queue_and_are_counted()
    {
        var (database, queue) = await GivenAsync();
        await using var _ = database;
        Assert.Equal("CRIT0001 EXCE0001", await NumbersAsync(queue, new() { Lanes = ["CN-BR"] }));
        Assert.Equal("CRIT0001 EXCE0001", await NumbersAsync(queue, new() { Facilities = ["HUB BR"] }));
        Assert.Equal("EXCE0001", await NumbersAsync(queue, new() { Shops = ["EXCE0001"] }));
        var facets = await queue.CountAsync(new() { Lanes = ["CN-BR"] }, Cancel);
        Assert.Equal(new Dictionary<string, int> { ["CN-BR"] = 2, ["CN-US"] = 2 }, facets.Lanes);
        Assert.Equal(new Dictionary<string, int> { ["HUB BR"] = 2 }, facets.Facilities);
        Assert.Equal(new Dictionary<string, int> { ["CRIT0001"] = 1, ["EXCE0001"] = 1 }, facets.Shops);
    }

    [Fact]
    public async Task What_is_overdue_comes_before_what_costs_thrice_as_much_and_can_be_asked_for()
    {
        var (database, queue) = await GivenAsync();
        await using var _ = database;
        await using (var due = database.DataSource.CreateCommand("update tracking.work_case set due_at = $1 where rank = 1100"))
        {
            due.Parameters.Add(new() { Value = GivenCases.Now - Duration.FromHours(1) });
            await due.ExecuteNonQueryAsync(Cancel);
        }
        Assert.Equal("WARN0001 CRIT0001 EXCE0001 WOKE0001", await NumbersAsync(queue, new()));
        Assert.Equal("WARN0001", await NumbersAsync(queue, new() { Overdue = true }));
        Assert.Equal(1, (await queue.CountAsync(new(), Cancel)).Overdue);
    }
}
