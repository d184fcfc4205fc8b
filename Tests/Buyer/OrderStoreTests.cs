using Microsoft.AspNetCore.DataProtection;
using NodaTime;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Buyer;

/// <summary>Orders are registered again and again, by several shops, and found only by those who may.</summary>
public sealed class OrderStoreTests : IAsyncLifetime
{
    private static readonly CarrierId Cainiao = new("cainiao");
    private TestDatabase _database = null!;
    private OrderStore _orders = null!;
    private Shop _shop = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestPostgres.CreateDatabaseAsync(Cancel);
        _orders = new OrderStore(_database.DataSource, new EphemeralDataProtectionProvider(), new Settlement(_database.DataSource, TimeProvider.System, LaneNorms.Default));
        _shop = await new ShopStore(_database.DataSource).EnsureAsync("Blue Kettle", null, "UTC", Cancel);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task An_order_registered_twice_is_the_same_order_with_the_same_token()
    {
        var first = await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel);
        var second = await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel);
        Assert.True(first.IsNew);
        Assert.False(second.IsNew);
        Assert.Equal((first.Order.Id, first.Order.Token), (second.Order.Id, second.Order.Token));
        Assert.Equal(first.Order.Parcels.Single().ParcelId, second.Order.Parcels.Single().ParcelId);
        Assert.Equal(22, first.Order.Token.Length);
    }

    [Fact]
    public async Task A_second_registration_adds_and_removes_nothing()
    {
        await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001") with { BuyerEmail = "buyer@example.test" }, Cancel);
        var second = await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000002") with { BuyerEmail = null, Country = null }, Cancel);
        Assert.Equal(["LP00000000000001", "LP00000000000002"], second.Order.Parcels.Select(parcel => parcel.Number.Value));
        Assert.Equal(["A1 ×2", "A1 ×2"], second.Order.Parcels.Select(parcel => $"{parcel.Items.Single().Sku} ×{parcel.Items.Single().Quantity}"));
        Assert.Equal("BR", second.Order.Destination);
        Assert.Single(await _orders.ListByNumberAsync("so-1", " Buyer@Example.Test ", Cancel));
    }

    [Theory]
    [InlineData("DDP", null, true)]
    [InlineData("DAP", true, true)]
    [InlineData("DDU", null, false)]
    [InlineData(null, null, false)]
    public async Task The_terms_of_an_order_say_who_pays_duty_and_stay_when_not_said_again(string? incoterm, bool? prepaid, bool paid)
    {
        await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001") with { Incoterm = incoterm, TaxPrepaid = prepaid }, Cancel);
        Assert.Equal(paid, (await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel)).Order.DutyPaid);
        Assert.Equal("incoterm", Assert.Single((Draft("SO-1", "LP00000000000001") with { Incoterm = "EXW!" }).Problems(Instant.FromUtc(2026, 11, 25, 0, 0))).Field);
    }

    [Fact]
    public async Task One_number_is_one_parcel_for_one_shop_and_another_parcel_for_another()
    {
        var other = await new ShopStore(_database.DataSource).EnsureAsync("Red Lamp", null, "UTC", Cancel);
        var first = await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel);
        var second = await _orders.RegisterAsync(_shop, Draft("SO-2", "LP00000000000001"), Cancel);
        var third = await _orders.RegisterAsync(other, Draft("SO-1", "LP00000000000001"), Cancel);
        Assert.Equal(first.Order.Parcels.Single().ParcelId, second.Order.Parcels.Single().ParcelId);
        Assert.NotEqual(first.Order.Parcels.Single().ParcelId, third.Order.Parcels.Single().ParcelId);
        Assert.True(third.IsNew);
        Assert.Null(await _orders.FindAsync(other, first.Order.Id, Cancel));
        Assert.False(await _orders.OwnsParcelAsync(other, first.Order.Parcels.Single().ParcelId, Cancel));
        Assert.Equal([third.Order.Parcels.Single().ParcelId], await _orders.ListParcelsAsync(other, TrackingNumber.Get("LP00000000000001"), Cancel));
    }

    [Fact]
    public async Task Eight_registrations_at_once_make_one_order_and_one_parcel()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _orders.RegisterAsync(_shop, Draft($"SO-{i % 2}", "LP00000000000001"), Cancel)));
        Assert.Equal(2, all.Count(registration => registration.IsNew));
        Assert.Single(all.Select(registration => registration.Order.Parcels.Single().ParcelId).Distinct());
    }

    [Fact]
    public async Task A_wire_that_waits_for_a_number_is_read_again_when_it_is_registered()
    {
        await using (var command = _database.DataSource.CreateCommand("insert into tracking.waiting values ('LP00000000000001', 'cainiao', 7, now())"))
            await command.ExecuteNonQueryAsync(Cancel);
        await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel);
        await using var asked = _database.DataSource.CreateCommand("select (select count(*) from tracking.inbox where wire_id = 7) - (select count(*) from tracking.waiting)");
        Assert.Equal(1L, await asked.ExecuteScalarAsync(Cancel));
    }

    [Fact]
    public async Task A_carrier_told_later_decides_the_number()
    {
        var undecided = Draft("SO-1", "LP00000000000001");
        undecided = undecided with { Parcels = [undecided.Parcels[0] with { Carrier = null, Candidates = [Cainiao, new("usps")] }] };
        var first = await _orders.RegisterAsync(_shop, undecided, Cancel);
        Assert.Null(first.Order.Parcels.Single().Carrier);
        Assert.Equal([Cainiao, new("usps")], first.Order.Parcels.Single().Candidates);
        var second = await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel);
        Assert.Equal(Cainiao, second.Order.Parcels.Single().Carrier);
        Assert.Equal(first.Order.Parcels.Single().ParcelId, second.Order.Parcels.Single().ParcelId);
    }

    [Fact]
    public async Task A_number_that_very_many_shops_use_is_found_by_its_email_all_the_same()
    {
        var first = await _orders.RegisterAsync(_shop, Draft("1001", "LP00000000000001") with { BuyerEmail = "buyer@example.test" }, Cancel);
        for (var i = 0; i < 201; i++)
            await _orders.RegisterAsync(_shop, Draft("1001", "LP00000000000001") with { Channel = $"shop {i}", BuyerEmail = $"buyer{i}@example.test", Parcels = [] }, Cancel);
        Assert.Equal([first.Order.Id], (await _orders.ListByNumberAsync("#1001", "buyer@example.test", Cancel)).Select(order => order.Id));
    }

    [Fact]
    public async Task A_token_finds_its_order_until_it_is_revoked()
    {
        var token = (await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel)).Order.Token;
        Assert.Equal("SO-1", (await _orders.FindByTokenAsync(token, Cancel))?.Number);
        Assert.Null(await _orders.FindByTokenAsync(token[..21] + (token[21] == 'A' ? 'Q' : 'A'), Cancel));
        await using (var command = _database.DataSource.CreateCommand("update tracking.purchase set token_revoked_at = now()"))
            await command.ExecuteNonQueryAsync(Cancel);
        Assert.Null(await _orders.FindByTokenAsync(token, Cancel));
    }

    [Fact]
    public async Task A_token_runs_out_ninety_days_after_the_last_parcel_arrived()
    {
        var order = (await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel)).Order;
        await Delivered(order, 89);
        Assert.NotNull(await _orders.FindByTokenAsync(order.Token, Cancel));
        await Delivered(order, 91);
        Assert.Null(await _orders.FindByTokenAsync(order.Token, Cancel));
    }

    [Fact]
    public async Task A_token_of_a_delivery_long_ago_that_was_told_today_is_good()
    {
        var order = (await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel)).Order;
        await Delivered(order, 1700, told: 0);
        Assert.NotNull(await _orders.FindByTokenAsync(order.Token, Cancel));
    }

    [Theory]
    [InlineData("buyer@example.test", 1)]
    [InlineData("01310100", 1)]
    [InlineData("somebody@example.test", 0)]
    [InlineData("99999", 0)]
    [InlineData("", 0)]
    [InlineData("0", 0)]
    public async Task An_order_number_alone_opens_nothing(string proof, int found)
    {
        await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel);
        Assert.Equal(found, (await _orders.ListByNumberAsync("SO-1", proof, Cancel)).Count);
        Assert.Empty(await _orders.ListByNumberAsync("SO-9", proof, Cancel));
    }

    [Fact]
    public async Task Only_the_hash_of_a_key_is_kept_and_a_revoked_key_opens_nothing()
    {
        var shops = new ShopStore(_database.DataSource);
        var key = await shops.CreateKeyAsync(_shop.Id, Cancel);
        Assert.Matches("^ptk_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal(_shop, await shops.FindByKeyAsync(key, Cancel));
        Assert.Null(await shops.FindByKeyAsync(key[..^1] + "!", Cancel));
        await using (var command = _database.DataSource.CreateCommand("update tracking.api_key set revoked_at = now()"))
            await command.ExecuteNonQueryAsync(Cancel);
        Assert.Null(await shops.FindByKeyAsync(key, Cancel));
    }

    [Fact]
    public async Task Changes_stop_below_a_transaction_that_is_still_open()
    {
        var parcel = (await _orders.RegisterAsync(_shop, Draft("SO-1", "LP00000000000001"), Cancel)).Order.Parcels.Single().ParcelId;
        ChangeCursor start;
        while ((start = await _orders.LastChangeAsync(Cancel)) == default)
            await Task.Delay(20, Cancel);
        await using var slow = await _database.DataSource.OpenConnectionAsync(Cancel);
        await using var transaction = await slow.BeginTransactionAsync(Cancel);
        await TellAsync(slow, parcel);
        await using (var quick = await _database.DataSource.OpenConnectionAsync(Cancel))
            await TellAsync(quick, parcel);
        Assert.Empty(await _orders.ListChangesAsync(_shop, start, 10, Cancel));
        Assert.Equal(start, await _orders.LastChangeAsync(Cancel));
        await transaction.CommitAsync(Cancel);
        // A snapshot's oldest transaction is that of the whole cluster, other tests' databases among it.
        IReadOnlyList<ParcelChange> changes;
        while ((changes = await _orders.ListChangesAsync(_shop, start, 10, Cancel)).Count < 2)
            await Task.Delay(20, Cancel);
        Assert.Equal(2, changes.Count);
    }

    [Fact]
    public void What_forbids_an_order_names_its_field()
    {
        var draft = Draft("SO-1", "LP00000000000001") with
        {
            Country = "ZZ",
            PlacedAt = Instant.FromUtc(1926, 1, 1, 0, 0),
            BuyerEmail = "nobody",
            Tier = new string('x', 41),
        };
        draft = draft with { Parcels = [draft.Parcels[0], draft.Parcels[0] with { PromisedBy = new LocalDate(2126, 1, 1) }] };
        Assert.Equal(
            ["buyer.email", "destination.country", "parcels[1].promisedBy", "parcels[1].trackingNumber", "placedAt", "tier"],
            draft.Problems(Instant.FromUtc(2026, 11, 23, 12, 0)).Select(problem => problem.Field).Order(StringComparer.Ordinal));
        Assert.Empty(Draft("SO-1", "LP00000000000001").Problems(Instant.FromUtc(2026, 11, 23, 12, 0)));
    }

    private static OrderDraft Draft(string number, string tracking) => new()
    {
        Channel = "shopify",
        Number = number,
        BuyerEmail = "buyer@example.test",
        Country = "br",
        Postcode = "01310-100",
        Parcels = [new ParcelDraft { Carrier = Cainiao, Number = TrackingNumber.Get(tracking), Items = [new Item { Sku = "A1", Title = "Headphones", Quantity = 2 }] }],
    };

    private async Task Delivered(Order order, int daysAgo, int? told = null)
    {
        await using var command = _database.DataSource.CreateCommand("""
            insert into tracking.timeline (parcel_id, version, hash, stage, kind, last_scan_at, last_news_at, settled_at, document)
            values (@parcel, 1, '', 'Delivered', 'Domestic', now() - make_interval(days => @days), now() - make_interval(days => @told), now(), '{}')
            on conflict (parcel_id) do update set stage = excluded.stage, last_scan_at = excluded.last_scan_at, last_news_at = excluded.last_news_at
            """);
        command.Parameters.AddWithValue("parcel", order.Parcels.Single().ParcelId);
        command.Parameters.AddWithValue("days", daysAgo);
        command.Parameters.AddWithValue("told", told ?? daysAgo);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private static async Task TellAsync(Npgsql.NpgsqlConnection connection, long parcel)
    {
        await using var command = new Npgsql.NpgsqlCommand("insert into tracking.outbox (parcel_id, kind, version) values ($1, 'timeline', 1)", connection);
        command.Parameters.Add(new() { Value = parcel });
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
