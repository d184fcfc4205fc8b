using Tracking.Carriers.Sandbox;

namespace Tracking.Jobs.Cli;

/// <summary>The verb <c>sandbox</c>: the stand-ins for carriers, on loopback, until it is told to end.</summary>
public static class SandboxVerb
{
    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["port", "data", "push-to", "seed", "throttle-one-in"], ["until-input-ends"]);
        var options = new SandboxOptions
        {
            Port = arguments.FindNumber("port", 0, 65_535) ?? 0,
            Folder = Path.GetFullPath(arguments.Find("data") ?? throw new ArgumentException("usage: Jobs sandbox --data DIR [--port N] [--push-to URL] [--seed N] [--throttle-one-in N] [--until-input-ends]")),
            PushTo = PushTo(arguments.Find("push-to")),
            Seed = arguments.FindNumber("seed", 0, int.MaxValue) ?? 1,
            ThrottleOneIn = arguments.FindNumber("throttle-one-in", 0, int.MaxValue) ?? 150,
        };
        try
        {
            await using var sandbox = await SandboxHost.StartAsync(options, TimeProvider.System, cancel);
            Console.WriteLine($"The sandbox stands in for five carriers at {sandbox.Address} with {sandbox.Desk.World.Journeys.Count} journeys.");
            // Whoever started it holds its standard input: even when that process is killed, the sandbox ends with it.
            if (arguments.Has("until-input-ends"))
                await Console.In.ReadToEndAsync(cancel);
            else
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        }
        catch (IOException error)
        {
            throw new InvalidOperationException($"The sandbox cannot start: {error.Message}", error);
        }
        return 0;
    }

    private static Uri? PushTo(string? address) => address is null ? null
        : Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw new ArgumentException("--push-to is an address that begins with http:// or https://.");
}
