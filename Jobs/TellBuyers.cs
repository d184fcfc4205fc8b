using Hangfire;
using Microsoft.Extensions.Options;
using NodaTime;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Plans what buyers are told of what has changed; lost or doubled it is harmless, for the outbox is read on from where it was.</summary>
public sealed class TellBuyers(NoticeStore notices, IOptions<MailSettings> mail)
{
    private const int Batch = 2000;

    [Queue(Lanes.Upkeep)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("Notices to buyers")]
    public async Task PlanAsync(CancellationToken cancel)
    {
        while (await notices.PlanAsync(Batch, mail.Value.Quiet(), Duration.FromSeconds(mail.Value.GroupSeconds), mail.Value.Domain, cancel) == Batch)
        {
        }
    }
}
