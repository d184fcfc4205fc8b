using Hangfire;
using NodaTime;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Sets by when cases want to be closed, and escalates those that are not; may run twice or be lost without harm.</summary>
public sealed class Deadlines(DeadlineStore store, TeamStore teams)
{
    private const int Slice = 2000;

    [Queue(Lanes.Upkeep)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("Deadlines of cases")]
    public async Task WatchAsync(CancellationToken cancel)
    {
        var slas = await teams.ListSlasAsync(cancel);
        var calendars = (await teams.ListAsync(cancel)).ToDictionary(team => team.Id, team => new TeamCalendar(team));
        IReadOnlyList<UndatedCase> undated;
        do
        {
            undated = await store.ListUndatedAsync(Slice, cancel);
            await store.SetDueAsync([.. undated.Select(one => (one.CaseId,
                calendars[one.TeamId].After(one.From, Duration.FromHours(CaseSla.HoursOf(slas, one.Kind, one.Tier))) ?? Never))], cancel);
        }
        while (undated.Count == Slice);
        await store.EscalateAsync(cancel);
    }

    /// <summary>A team that never works promises nothing.</summary>
    private static readonly Instant Never = Instant.FromUtc(9999, 1, 1, 0, 0);
}
