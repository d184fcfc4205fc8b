using Microsoft.Extensions.Logging;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>
/// Tries a carrier's credentials: one look-up, within the budget, of a number that cannot exist, with an access token fetched for it where
/// the carrier wants one. Nothing of the answer is kept but how it ended.
/// </summary>
public sealed class AccountTrial : IDisposable
{
    /// <summary>Of the postal form with its check digit, of a service and a country that do not exist.</summary>
    private static readonly AskNumber Nobodys = new(TrackingNumber.Get("ZZ000000005ZZ"), "US", "10001", "0000");

    private static readonly Duration LongestWait = Duration.FromSeconds(5);

    private readonly CarrierRegistry _carriers;
    private readonly AccountStore _accounts;
    private readonly BudgetStore _budgets;
    private readonly HealthStore _health;
    private readonly TimeProvider _clock;
    // Its own door: a breaker that failures have opened must not answer for the carrier.
    private readonly CarrierHttp _http;

    public AccountTrial(CarrierRegistry carriers, AccountStore accounts, BudgetStore budgets, HealthStore health, TimeProvider clock, ILogger<CarrierHttp> log)
    {
        (_carriers, _accounts, _budgets, _health, _clock) = (carriers, accounts, budgets, health, clock);
        _http = new CarrierHttp(clock, log);
    }

    public async Task<Trial> RunAsync(CarrierId id, CancellationToken cancel)
    {
        if (_carriers.Find(id) is not { Profile: var profile } carrier)
            return new Trial(TrialEnd.NotAsked, $"This version knows no carrier {id}.");
        if ((await _accounts.ListAsync(cancel)).FirstOrDefault(one => one.Carrier == id) is not { } stored)
            return new Trial(TrialEnd.NotAsked, "There are no credentials to test.");
        var account = Accounts.Of(stored, profile);
        if (Accounts.WhyOff(profile, account) is { } off)
            return new Trial(TrialEnd.NotAsked, off);
        var answering = (await _health.ListAsync(cancel)).FirstOrDefault(one => one.Carrier == id)?.Answering;
        // After failures it was we who decided to wait; where it asked for that itself, it is obeyed.
        if (answering is false)
            await _budgets.ReleaseAsync(id, cancel);
        while (await _budgets.TakeAsync(id, profile.Spacing, profile.DailyBudget, confirms: true, cancel) is { } wait)
        {
            if (wait > LongestWait)
                return new Trial(TrialEnd.NotAsked, $"Nothing was sent: the budget allows the next request in {Said(wait)}.");
            await Task.Delay(wait.ToTimeSpan(), _clock, cancel);
        }
        var asked = await new CarrierCalls(_http, new AccessTokens(_http, _clock), _clock).AskAsync(carrier, account, [Nobodys], cancel);
        var (trial, failure) = Judge(carrier, asked);
        // Where it answers it is asked again from now on; where a test fails, the polls will say so themselves.
        if (failure is null && !stored.IsPaused && await _health.RecordCallAsync(id, null, cancel) is { Turned: true })
            await _health.InspectAgainAsync(id, cancel);
        return trial;
    }

    public void Dispose() => _http.Dispose();

    private static (Trial Trial, string? Failure) Judge(Carrier carrier, Asked asked)
    {
        var (end, says) = asked switch
        {
            Asked.Denied denied => Refused(denied.Why),
            Asked.NoAnswer silent => (TrialEnd.Silent, $"No answer: {silent.Why}. The credentials may be right: check the address, then try again."),
            Asked.Answer answer => carrier.Read(answer.Wire) switch
            {
                CarrierReply.Answered { Results: var results } when results.Count > 0 && results.All(one => one.Outcome is NumberOutcome.Refused) =>
                    Refused(results[0].Why ?? "it refuses the look-up"),
                CarrierReply.Answered or CarrierReply.Acknowledged => (TrialEnd.Answers, "It answers, and takes these credentials."),
                CarrierReply.Throttled throttled => (TrialEnd.Throttled, $"It answers and asks us to wait{(throttled.RetryAfter is { } wait ? " " + Said(wait) : "")}: {throttled.Why}."),
                CarrierReply.Refused refused => Refused(refused.Why),
                CarrierReply.Unreachable unreachable => (TrialEnd.Silent, $"No answer: {unreachable.Why}. The fault is the carrier’s: try again later."),
                CarrierReply.Unreadable unreadable => (TrialEnd.Silent, $"It answered HTTP {answer.Wire.Status} with something that is not its format: {unreadable.Why}. Check the address."),
                var other => throw new InvalidOperationException($"{other.GetType().Name} is no reply."),
            },
            _ => throw new InvalidOperationException($"{asked.GetType().Name} is no answer."),
        };
        return (new Trial(end, says), end is TrialEnd.Answers or TrialEnd.Throttled ? null : says);

        static (TrialEnd, string) Refused(string why) => (TrialEnd.Refused, $"It refuses these credentials: {why}. Enter them again, or ask the carrier whether they still hold.");
    }

    private static string Said(Duration wait) => wait.TotalMinutes >= 2 ? $"{wait.TotalMinutes:0} minutes" : $"{Math.Ceiling(wait.TotalSeconds):0} seconds";
}
