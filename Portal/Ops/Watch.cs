using System.Threading.Channels;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>
/// Looks again when something changed, at most once a second however much changes, and every half minute in any case: a wake-up
/// can be lost, and snoozes and ages run out by themselves.
/// </summary>
public sealed class Watch : IAsyncDisposable
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private readonly Channel<bool> _woken = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _end = new();
    private readonly IDisposable _subscription;
    private readonly ITimer _timer;
    private readonly Task _looking;

    /// <param name="wakes">Where changes are told.</param>
    /// <param name="clock">The rhythm.</param>
    /// <param name="look">Looks again; must not throw.</param>
    public Watch(Wakes wakes, TimeProvider clock, Func<CancellationToken, Task> look)
    {
        _subscription = wakes.Subscribe(Wakes.Changed, Wake);
        _timer = clock.CreateTimer(_ => Wake(), null, Most, Most);
        _looking = LookAsync(clock, look);
    }

    /// <summary>Looks again soon.</summary>
    public void Wake() => _woken.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await _timer.DisposeAsync();
        await _end.CancelAsync();
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task LookAsync(TimeProvider clock, Func<CancellationToken, Task> look)
    {
        await foreach (var _ in _woken.Reader.ReadAllAsync(_end.Token))
        {
            await look(_end.Token);
            await Task.Delay(Least, clock, _end.Token);
        }
    }
}
