using Npgsql;
using Tracking.Jobs;

namespace Tracking.Portal.Notices;

/// <summary>Looks every few seconds for messages that are due. Portals send, not workers: they know the words and the address of the pages.</summary>
public sealed partial class MailRounds(MailSender sender, MailFolder folder, TimeProvider clock, ILogger<MailRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken cancel)
    {
        var rounds = 0;
        while (!cancel.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                await sender.SendDueAsync(cancel);
                if (rounds++ % 20 == 0)
                    await folder.PruneAsync(clock, cancel);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                Failed(error);
                pause = LongPause;
            }
            await Task.Delay(pause, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages could not be sent; trying again in half a minute")]
    private partial void Failed(Exception error);
}
