using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Tracking.Carriers.Sandbox;

/// <summary>Sends the pushes of the plan when they are due, each again while it is not answered 2xx.</summary>
public sealed partial class Pusher(Desk desk, Uri to, HttpClient http, ILogger log)
{
    /// <summary>Waits before the second, third, … attempt. Carriers wait some minutes; the first is shorter, for a portal that is just being started.</summary>
    private static readonly Duration[] Waits = [Duration.FromSeconds(10), Duration.FromSeconds(30), Duration.FromMinutes(2), Duration.FromMinutes(5), Duration.FromMinutes(5)];

    private readonly SemaphoreSlim _atOnce = new(8);

    public async Task RunAsync(IReadOnlyList<Push> plan, CancellationToken cancel)
    {
        var sending = new List<Task>();
        try
        {
            foreach (var push in plan)
            {
                while (push.Due - desk.Now is var wait && wait > Duration.Zero)
                    await WaitAsync(Duration.Min(wait, Duration.FromDays(1)), cancel);
                sending.RemoveAll(task => task.IsCompleted);
                if (!StandIns.Pushing(push.Carrier).WantsAnnouncement || desk.Registrations.Has(push.Carrier, push.Number))
                    sending.Add(SendAsync(push, cancel));
            }
            await Task.WhenAll(sending);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await Task.WhenAll(sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What a push tells, before its carrier proves it.</summary>
    public static byte[] BodyOf(Push push, World world) => StandIns.Pushing(push.Carrier).Body(world, push);

    private async Task SendAsync(Push push, CancellationToken cancel)
    {
        var body = BodyOf(push, desk.World);
        for (var copy = 0; copy < push.Copies; copy++)
        {
            for (var attempt = 0; !await TrySendAsync(push, body, cancel) && attempt < Waits.Length; attempt++)
                await WaitAsync(Waits[attempt], cancel);
        }
    }

    private async Task<bool> TrySendAsync(Push push, byte[] body, CancellationToken cancel)
    {
        await _atOnce.WaitAsync(cancel);
        try
        {
            var pushing = StandIns.Pushing(push.Carrier);
            var signed = pushing.Prove(desk.File.Carriers[push.Carrier.Value], body, desk.Now);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(to, $"push/{push.Carrier}"))
            {
                Content = new ReadOnlyMemoryContent(signed.Body) { Headers = { ContentType = new MediaTypeHeaderValue(pushing.MediaType) } },
            };
            foreach (var (header, value) in signed.Headers)
                request.Headers.Add(header, value);
            using var response = await http.SendAsync(request, cancel);
            if (!response.IsSuccessStatusCode)
                LogRefused(push.Carrier.Value, (int)response.StatusCode);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            LogRefused(push.Carrier.Value, 0);
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested) // the answer took too long
        {
            LogRefused(push.Carrier.Value, 0);
            return false;
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private Task WaitAsync(Duration wait, CancellationToken cancel) => Task.Delay(wait.ToTimeSpan() + TimeSpan.FromMilliseconds(1), desk.Time, cancel);

    [LoggerMessage(LogLevel.Warning, "A push of {Carrier} was not taken: status {Status}, 0 for no answer.")]
    private partial void LogRefused(string carrier, int status);
}
