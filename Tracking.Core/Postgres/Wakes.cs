using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tracking.Core.Postgres;

/// <summary>
/// Wake-ups of this node: one listening connection, fanned out in process. A wake-up says only <em>look again</em>; whoever
/// subscribes also looks now and then by itself, for one can be lost while the connection is down.
/// </summary>
public sealed partial class Wakes(NpgsqlDataSource database, ILogger<Wakes> logger) : BackgroundService
{
    /// <summary>A wire waits to be read.</summary>
    public const string Inbox = "tracking_inbox";

    /// <summary>A timeline, a finding or a case has changed.</summary>
    public const string Changed = "tracking_changed";

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Subscription, Action>> _subscribers = new();

    /// <summary>Calls <paramref name="woken"/> at each wake-up of a channel, and after each reconnection; it must return at once.</summary>
    public IDisposable Subscribe(string channel, Action woken)
    {
        var subscription = new Subscription(this, channel);
        _subscribers.GetOrAdd(channel, _ => new())[subscription] = woken;
        return subscription;
    }

    /// <summary>How many listen to a channel in this process.</summary>
    public int Count(string channel) => _subscribers.TryGetValue(channel, out var subscribers) ? subscribers.Count : 0;

    protected override async Task ExecuteAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancel);
                connection.Notification += (_, told) => Wake(told.Channel);
                await using (var listen = new NpgsqlCommand($"listen {Inbox}; listen {Changed}", connection))
                    await listen.ExecuteNonQueryAsync(cancel);
                Wake(Inbox);
                Wake(Changed);
                while (true)
                    await connection.WaitAsync(cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                ListenerLost(error);
                await Task.Delay(TimeSpan.FromSeconds(1), cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Wake(string channel)
    {
        if (_subscribers.TryGetValue(channel, out var subscribers))
            foreach (var woken in subscribers.Values)
                woken();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The listening connection is lost; listening again in a second")]
    private partial void ListenerLost(Exception error);

    private sealed class Subscription(Wakes wakes, string channel) : IDisposable
    {
        public void Dispose() => wakes._subscribers[channel].TryRemove(this, out _);
    }
}
