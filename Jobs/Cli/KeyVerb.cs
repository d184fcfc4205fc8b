using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Tracking.Core.Postgres;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>key</c>: makes an API key of a shop, and the shop where it is not there; or revokes the keys that begin with some letters.</summary>
public static class KeyVerb
{
    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["data", "support-url", "zone", "revoke"], []);
        if (arguments.Rest is not [var name] || string.IsNullOrWhiteSpace(name))
            throw new ArgumentException("usage: Jobs key SHOP [--support-url URL] [--zone ZONE] [--revoke ptk_…] [--data DIR]");
        var (support, zone) = (arguments.Find("support-url"), arguments.Find("zone"));
        if (support is not null && !(Uri.TryCreate(support, UriKind.Absolute, out var link) && link.Scheme is "http" or "https"))
            throw new ArgumentException("--support-url is no web address: write it as https://….");
        if (zone is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null)
            throw new ArgumentException("--zone is no zone of the TZ database: write it as Europe/Berlin.");

        using var log = Settings.Log();
        await using var database = await Database.OpenAsync(Settings.Read(arguments), arguments.Find("data"), log.CreateLogger("PostgreSQL"), TimeProvider.System, cancel);
        await database.MigrateAsync(log, cancel);
        await using var provider = new ServiceCollection().AddLogging().AddTracking(database).BuildServiceProvider();
        var shops = provider.GetRequiredService<ShopStore>();
        var shop = await shops.EnsureAsync(name.Trim(), support, zone, cancel);
        if (arguments.Find("revoke") is { } prefix)
        {
            var revoked = await shops.RevokeKeysAsync(shop.Id, prefix, cancel);
            Console.WriteLine(revoked == 1 ? "1 key revoked." : $"{revoked} keys revoked.");
            return revoked > 0 ? 0 : 1;
        }
        Console.WriteLine(await shops.CreateKeyAsync(shop.Id, cancel));
        Console.Error.WriteLine($"This is an API key of {shop.Name}. It is not shown again: only its hash is kept.");
        return 0;
    }
}
