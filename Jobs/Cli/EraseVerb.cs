using Microsoft.Extensions.DependencyInjection;
using Tracking.Core.Postgres;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>erase</c>: forgets the buyer with an e-mail address, in all shops.</summary>
public static class EraseVerb
{
    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["data", "buyer"], []);
        if (arguments.Rest.Count > 0 || arguments.Find("buyer") is not { } email || !email.Contains('@', StringComparison.Ordinal))
            throw new ArgumentException("usage: Jobs erase --buyer EMAIL [--data DIR]");
        using var log = Settings.Log();
        var configuration = Settings.Read(arguments);
        await using var database = await Database.OpenAsync(configuration, arguments.Find("data"), log.CreateLogger("PostgreSQL"), TimeProvider.System, cancel);
        await database.MigrateAsync(log, cancel);
        await using var provider = new ServiceCollection().AddLogging().AddTracking(database).AddMailSettings(configuration).BuildServiceProvider();
        var erased = await provider.GetRequiredService<ErasureStore>().EraseAsync(email, null, "command line", cancel);
        await provider.GetRequiredService<MailFolder>().PruneAsync(TimeProvider.System, cancel);
        Console.WriteLine(erased.Orders == 0
            ? "No order has a buyer with this address: nothing to erase."
            : $"Erased from {erased.Orders} orders and {erased.Parcels} parcels; {erased.WiresDeleted} raw wires deleted, {erased.WiresMasked} shared with others masked. Their links no longer open.");
        return 0;
    }
}
