using System.Data.Common;
using Hangfire.Server;
using Microsoft.Extensions.Logging;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>
/// The inbox drain of this node, a background process of its Hangfire server: woken by what comes in, and looking once a second by itself. It drains in two loops: while one waits for the
/// database, the other reads.
/// </summary>
public sealed partial class InboxDrain(ReadWires reads, Wakes wakes, TimeProvider clock, ILogger<InboxDrain> logger) : IBackgroundProcess
{
    /// <summary>How many batches it has in hand at once.</summary>
    public const int Loops = 2;

    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    /// <summary>True while it looks for wires.</summary>
    public bool IsRunning { get; private set; }

    // Hangfire gives each process a thread of its own and calls it without await.
    public void Execute(BackgroundProcessContext context) => DrainAsync(context.StoppingToken).GetAwaiter().GetResult();

    private async Task DrainAsync(CancellationToken cancel)
    {
        IsRunning = true;
        try
        {
            // One that fails ends all: Hangfire then begins anew.
            using var together = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var loops = Enumerable.Range(0, Loops).Select(_ => LoopAsync(together.Token)).ToArray();
            await Task.WhenAny(loops);
            await together.CancelAsync();
            await Task.WhenAll(loops);
        }
        finally
        {
            IsRunning = false;
        }
    }

    private async Task LoopAsync(CancellationToken cancel)
    {
        using var woken = new SemaphoreSlim(0, 1);
        using var subscription = wakes.Subscribe(Wakes.Inbox, Wake);
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                try
                {
                    if (await reads.DrainOnceAsync(cancel) == 0)
                        await woken.WaitAsync(Glance, cancel);
                }
                catch (Exception error) when (error is DbException or TimeoutException or IOException or InvalidOperationException && !cancel.IsCancellationRequested)
                {
                    Failed(error);
                    await Task.Delay(Glance, clock, cancel);
                }
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }

        void Wake()
        {
            try
            {
                woken.Release();
            }
            catch (SemaphoreFullException)
            {
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The inbox could not be drained; trying again in a second")]
    private partial void Failed(Exception error);
}
