using System.Net;
using System.Net.Http.Json;
using System.Text;
using NodaTime;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Buyer;

/// <summary>A buyer who asks to be forgotten is, in every table.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private static readonly OffsetDateTime Morning = new LocalDateTime(2026, 11, 20, 10, 0).WithOffset(Offset.FromHours(-6));

    private PortalApp _portal = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await PortalApp.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Nothing_of_the_buyer_is_left_in_any_table_and_nothing_of_another_is_harmed()
    {
        var order = await RegisterAsync("SO-1", "canary@example.test", "Kim Canary", "770000000001");
        var other = await RegisterAsync("SO-2", "sparrow@example.test", "Sam Sparrow", "770000000002");
        var pipeline = Pipeline.On(_portal.Database);
        var shared = pipeline.FedexPush("770000000002", new FedexScan(Morning, "DL", "Delivered to the neighbour Kim Canary of 38117, SPARROW", "MEMPHIS", "US"));
        await pipeline.Wires.AppendAsync([pipeline.FedexPush("770000000001", new FedexScan(Morning, "DL", "Signed for by K.CANARY, 38117", "CANARYVILLE", "US")), shared], Cancel);
        await pipeline.DrainAsync(Cancel);
        await ExecuteAsync("insert into tracking.wire_parcel select (select parcel_id from tracking.leg where number = '770000000001'), wire_id, wire_received_at from tracking.wire_parcel where parcel_id = (select parcel_id from tracking.leg where number = '770000000002')");
        Assert.Contains("canary", await EverythingAsync(), StringComparison.OrdinalIgnoreCase);

        await ExecuteAsync("""
            with parcel as (select parcel_id as id from tracking.leg where number = '770000000001'),
              held as (insert into tracking.work_case (parcel_id, severity, kind, opened_at, changed_at) select id, 'Exception', 'Stalled', now(), now() from parcel returning id),
              act as (insert into tracking.case_act (case_id, by, act, note) select id, 'ops', 'noted', 'Kim Canary <canary@example.test> rang: door at 38117 é' from held),
              step as (insert into tracking.case_step (case_id, step, state, by, at, note, revision) select id, 'call', 'Done', 'ops', now(), 'KIM says no', 1 from held),
              asked as (insert into tracking.parcel_act (parcel_id, by, act, note) select id, 'ops', 'asked', 'for canary' from parcel)
            insert into tracking.override (parcel_id, kind, by, reason, number) select id, 'Lost', 'ops', 'Canary said so', '770000000001' from parcel
            """);
        using var answer = await _portal.Api.PostAsJsonAsync("/api/v1/erasures", new { email = " Canary@example.test" }, Cancel);
        Assert.Equal(new Erased(1, 1, 1, 1), await answer.Content.ReadFromJsonAsync<Erased>(Cancel));
        var left = await EverythingAsync();
        // What a carrier wrote about the other parcel is that parcel's; only its raw wire is masked.
        Assert.DoesNotContain("canary", string.Join('\n', left.Split('\n').Where(row => !row.Contains("770000000002", StringComparison.Ordinal) || row.Contains("completeTrackResults", StringComparison.Ordinal))), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Headphones for Kim", left);
        Assert.DoesNotContain("K.CANARY", left);
        Assert.DoesNotContain("CANARYVILLE", left, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("sparrow@example.test", left);
        // What people did stays, with who and when; of their notes no letter but the buyer's.
        Assert.Contains("********** <*******************> rang: door at ***** é", left);
        Assert.Contains("*** says no", left);
        Assert.Contains("for ******", left);
        Assert.Contains("****** said so", left);
        using var page = await _portal.Http.GetAsync("/t/" + order.Token, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("Delivered", await _portal.Http.GetStringAsync("/t/" + other.Token, Cancel));

        // The shop may send the order again: its buyer stays unknown, and carriers are not asked about the parcel any more.
        await RegisterAsync("SO-1", "canary@example.test", "Kim Canary", null);
        Assert.DoesNotContain("canary@example.test", await EverythingAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0L, await pipeline.ScalarAsync<long>("select count(*) from tracking.leg where number = '770000000001' and (next_ask_at is not null or detached_at is null)", Cancel));
        using var again = await _portal.Api.PostAsJsonAsync("/api/v1/erasures", new { email = "canary@example.test" }, Cancel);
        Assert.Equal(new Erased(0, 0, 0, 0), await again.Content.ReadFromJsonAsync<Erased>(Cancel));
    }

    [Fact]
    public async Task A_shop_forgets_its_own_buyers_only_and_says_what_is_wrong_with_a_request()
    {
        var order = await RegisterAsync("SO-1", "canary@example.test", "Kim Canary", "770000000001");
        var store = _portal.Get<ErasureStore>();
        var other = await _portal.Get<ShopStore>().EnsureAsync("Red Lamp", null, null, Cancel);
        Assert.Equal(0, (await store.EraseAsync("canary@example.test", other, "api", Cancel)).Orders);
        Assert.Equal(HttpStatusCode.OK, (await _portal.Http.GetAsync("/t/" + order.Token, Cancel)).StatusCode);
        using var nobody = await _portal.Api.PostAsJsonAsync("/api/v1/erasures", new { email = "canary" }, Cancel);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nobody.StatusCode);
        using var broken = await _portal.Api.PostAsync("/api/v1/erasures", new StringContent("{", Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        using var stranger = await _portal.Http.PostAsJsonAsync("/api/v1/erasures", new { email = "canary@example.test" }, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
    }

    /// <summary>All rows of all tables as text, table by table in order of their names; bodies too.</summary>
    private async Task<string> EverythingAsync()
    {
        var tables = new List<string>();
        await using (var names = _portal.Database.DataSource.CreateCommand("select table_name from information_schema.tables where table_schema = 'tracking' and table_type = 'BASE TABLE' order by 1"))
        await using (var reader = await names.ExecuteReaderAsync(Cancel))
            while (await reader.ReadAsync(Cancel))
                tables.Add(reader.GetString(0));
        var all = new StringBuilder();
        foreach (var table in tables)
        {
            await using var rows = _portal.Database.DataSource.CreateCommand($"select coalesce(string_agg(to_jsonb(t)::text{(table.StartsWith("wire", StringComparison.Ordinal) && !table.StartsWith("wire_parcel", StringComparison.Ordinal) ? " || encode(t.body, 'escape')" : "")}, e'\\n'), '') from tracking.{table} t");
            all.AppendLine(table).AppendLine((string)(await rows.ExecuteScalarAsync(Cancel))!);
        }
        return all.ToString();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _portal.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private async Task<Order> RegisterAsync(string number, string email, string name, string? tracking) => (await _portal.Get<OrderStore>().RegisterAsync(_portal.Shop, new OrderDraft
    {
        Channel = "web",
        Number = number,
        BuyerEmail = email,
        BuyerName = name,
        Country = "US",
        Postcode = "38117",
        Parcels = tracking is null ? [] : [new ParcelDraft { Carrier = new CarrierId("fedex"), Number = TrackingNumber.Get(tracking), Items = [new Item { Sku = "A1", Title = "Headphones for " + name, Quantity = 1 }] }],
    }, Cancel)).Order;
}
