using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.AspNetCore.OutputCaching;
using Npgsql;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Live;

/// <summary>Tells the open pages of this node that their order changed: one reader of the outbox, however many pages.</summary>
public sealed partial class LiveFeed(OrderStore orders, Wakes wakes, IOutputCacheStore kept, ILogger<LiveFeed> logger) : BackgroundService
{
    private const int Most = 8000;
    private const int MostOfOneOrder = 20;
    private const int Batch = 1000;

    // A change stays hidden while an older transaction runs, and no wake-up tells when that ends: it is looked for often after one, and now and then without.
    private static readonly TimeSpan LookSoon = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private const int LooksSoon = 20;

    private readonly ConcurrentDictionary<long, ConcurrentDictionary<Subscription, byte>> _pages = new();
    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _open;

    /// <summary>How many pages are open on this node.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The tag of the kept pages of an order.</summary>
    public static string TagOf(long order) => "order " + order.ToString(CultureInfo.InvariantCulture);

    /// <summary>Follows an order; null where this node, or this order, has as many pages open as it can bear.</summary>
    public Subscription? Follow(long order)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            return null;
        }
        // The last page of an order that goes must not take along the one that comes: a reload is both at once.
        lock (_pages)
        {
            var pages = _pages.GetOrAdd(order, _ => new());
            if (pages.Count >= MostOfOneOrder)
            {
                Interlocked.Decrement(ref _open);
                return null;
            }
            var subscription = new Subscription(this, order);
            pages[subscription] = 0;
            _woken.Writer.TryWrite(true);
            return subscription;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken cancel)
    {
        using var waking = wakes.Subscribe(Wakes.Changed, () => _woken.Writer.TryWrite(true));
        ChangeCursor? cursor = null;
        var soon = 0;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                // With nobody looking there is nobody to tell; whoever comes compares versions itself.
                if (Open == 0)
                    cursor = null;
                else if (cursor is not { } after)
                {
                    cursor = await orders.LastChangeAsync(cancel);
                    foreach (var order in _pages.Keys)
                        Tell(order, false);
                }
                else if (await orders.ListChangesAsync(after, Batch, cancel) is { Count: > 0 } changes)
                {
                    cursor = changes[^1].Cursor;
                    soon = 0;
                    foreach (var order in await orders.ListOrdersAsync([.. changes.Select(change => change.ParcelId).Distinct()], cancel))
                    {
                        await kept.EvictByTagAsync(TagOf(order), cancel);
                        Tell(order, true);
                    }
                    if (changes.Count == Batch)
                        continue;
                }
                soon = await WaitAsync(Open == 0 ? Timeout.InfiniteTimeSpan : soon > 0 ? LookSoon : LookAgain, cancel) ? LooksSoon : soon - 1;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                Unread(error);
                await Task.Delay(TimeSpan.FromSeconds(1), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>True where something woke it, false where the time was over.</summary>
    private async Task<bool> WaitAsync(TimeSpan most, CancellationToken cancel)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limited.CancelAfter(most);
        try
        {
            return await _woken.Reader.ReadAsync(limited.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Tell(long order, bool changed)
    {
        if (_pages.TryGetValue(order, out var pages))
            foreach (var page in pages.Keys)
                page.Tell(changed);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes cannot be read for open pages; trying again in a second")]
    private partial void Unread(Exception error);

    /// <summary>One open page.</summary>
    public sealed class Subscription(LiveFeed feed, long order) : IDisposable
    {
        private readonly Channel<bool> _told = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private int _changed;
        private int _disposed;

        /// <summary>Waits for news: true where the order changed, false where it is worth a look, null where nothing came in time.</summary>
        public async Task<bool?> WaitAsync(TimeSpan most, CancellationToken cancel)
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limited.CancelAfter(most);
            try
            {
                await _told.Reader.ReadAsync(limited.Token);
                return Interlocked.Exchange(ref _changed, 0) == 1;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return null;
            }
        }

        internal void Tell(bool changed)
        {
            if (changed)
                Interlocked.Exchange(ref _changed, 1);
            _told.Writer.TryWrite(true);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 1)
                return;
            Interlocked.Decrement(ref feed._open);
            lock (feed._pages)
                if (feed._pages.TryGetValue(order, out var pages) && pages.TryRemove(this, out _) && pages.IsEmpty)
                    feed._pages.TryRemove(order, out _);
        }
    }
}
