using Microsoft.Extensions.DependencyInjection;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>evidence-keys</c>: prints the public keys of evidence packs, as the portal publishes them; with <c>--rotate</c> another key signs from now on.</summary>
public static class EvidenceKeysVerb
{
    public static Task<int> RunAsync(string[] args, CancellationToken cancel) => RunAsync(args, Console.Out, cancel);

    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["data"], ["rotate"]);
        if (arguments.Rest.Count > 0)
            throw new ArgumentException("usage: Jobs evidence-keys [--rotate] [--data DIR]");
        using var log = Settings.Log();
        await using var database = await Database.OpenAsync(Settings.Read(arguments), arguments.Find("data"), log.CreateLogger("PostgreSQL"), TimeProvider.System, cancel);
        await database.MigrateAsync(log, cancel);
        await using var provider = new ServiceCollection().AddLogging().AddTracking(database).BuildServiceProvider();
        var store = provider.GetRequiredService<EvidenceKeyStore>();
        if (arguments.Has("rotate"))
            await store.RotateAsync(cancel);
        await output.WriteLineAsync(EvidenceKey.ToJson(await store.ListAsync(cancel)));
        return 0;
    }
}
