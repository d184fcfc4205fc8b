using Tracking.Jobs.Cli;

namespace Tracking.Jobs;

static class Program
{
    /// <summary>Every verb of the command line: its handler takes the arguments behind it and gives the exit status.</summary>
    private static readonly SortedDictionary<string, Func<string[], CancellationToken, Task<int>>> Verbs = new(StringComparer.Ordinal)
    {
        ["read"] = ReadVerb.RunAsync,
    };

    static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = true;
            stop.Cancel();
        };
        if (args is [var verb, ..] && Verbs.TryGetValue(verb, out var run))
            return await run(args[1..], stop.Token);
        await Console.Error.WriteLineAsync($"usage: Jobs VERB …, where VERB is one of: {string.Join(", ", Verbs.Keys)}");
        return 2;
    }
}
