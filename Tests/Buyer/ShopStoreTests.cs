using Tracking.Core.Postgres;
using Tracking.Tests.Given;

namespace Tracking.Tests.Buyer;

public sealed class ShopStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_opens_its_shop_until_it_is_revoked_and_no_other_key_goes_with_it()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var shops = new ShopStore(database.DataSource);
        var kettle = await shops.EnsureAsync("Blue Kettle", null, null, Cancel);
        var lamp = await shops.EnsureAsync("Red Lamp", null, null, Cancel);
        var (first, second, other) = (await shops.CreateKeyAsync(kettle.Id, Cancel), await shops.CreateKeyAsync(kettle.Id, Cancel), await shops.CreateKeyAsync(lamp.Id, Cancel));

        Assert.Equal(0, await shops.RevokeKeysAsync(lamp.Id, first, Cancel));
        Assert.Equal(1, await shops.RevokeKeysAsync(kettle.Id, first, Cancel));

        Assert.Null(await shops.FindByKeyAsync(first, Cancel));
        Assert.Equal("Blue Kettle", (await shops.FindByKeyAsync(second, Cancel))?.Name);
        Assert.Equal("Red Lamp", (await shops.FindByKeyAsync(other, Cancel))?.Name);
    }

    [Fact]
    public async Task A_shop_named_again_keeps_what_is_not_said_anew()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var shops = new ShopStore(database.DataSource);
        var made = await shops.EnsureAsync("Blue Kettle", "https://help.example.test/", "Europe/Berlin", Cancel);

        Assert.Equal(made, await shops.EnsureAsync("Blue Kettle", null, null, Cancel));
        Assert.Equal("UTC", (await shops.EnsureAsync("Red Lamp", null, null, Cancel)).Zone);
    }
}
