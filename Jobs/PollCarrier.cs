using Hangfire;
using Microsoft.Extensions.Logging;
using NodaTime;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>
/// Asks one carrier about the legs that are due, a batch at a time and within its budget, and keeps the answers as they came: reading
/// them is for the inbox drain. A lost or doubled run is harmless: what is due is claimed in the database.
/// </summary>
public sealed partial class PollCarrier(
    CarrierRegistry carriers, Accounts accounts, LegStore legs, BudgetStore budgets, HealthStore health, WireStore wires, CarrierHttp http, AccessTokens tokens,
    TimeProvider clock, ILogger<PollCarrier> logger)
{
    /// <summary>How long one run goes on: the next one is planned after it, and other carriers want their turn.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(20);
    private static readonly Duration ShortestHold = Duration.FromSeconds(30);
    private static readonly Duration LongestHold = Duration.FromMinutes(15);

    [Queue(Lanes.Poll)]
    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    [JobDisplayName("Ask {0}")]
    public async Task RunAsync(string carrierId, CancellationToken cancel)
    {
        var id = new CarrierId(carrierId);
        try
        {
            if (carriers.Find(id) is not { } carrier || await accounts.FindAsync(id, null, cancel) is not { } account || Accounts.WhyOff(carrier.Profile, account) is not null)
                return;
            var began = clock.GetTimestamp();
            while (clock.GetElapsedTime(began) < Slice && await AskOnceAsync(carrier, account, Slice - clock.GetElapsedTime(began), cancel))
            {
            }
        }
        finally
        {
            await budgets.DoneAsync(id, CancellationToken.None);
        }
    }

    /// <summary>Asks one batch; false where nothing is due, the budget is spent for now, or the call failed.</summary>
    private async Task<bool> AskOnceAsync(Carrier carrier, Account account, TimeSpan left, CancellationToken cancel)
    {
        var profile = carrier.Profile;
        var due = await legs.ClaimAsync(profile.Id, profile.BatchSize, cancel);
        if (due.Count == 0)
            return false;
        if (!await GrantedAsync(profile, left, cancel))
        {
            await legs.ReturnAsync(Ids(due), Duration.Zero, false, cancel);
            return false;
        }
        var batch = new AskBatch(account, [.. due.DistinctBy(leg => leg.Number).Select(leg => new AskNumber(leg.Number, leg.DestinationCountry, leg.DestinationPostcode))]);
        if (profile.OAuth is not null)
        {
            var (token, failure) = await tokens.GetAsync(carrier, account, cancel);
            if (failure is not null)
                return await FailAsync(profile.Id, due, failure, cancel);
            batch = batch with { AccessToken = token };
        }
        if (due.Any(leg => !leg.IsEnrolled) && carrier.Enrol(batch with { Numbers = [.. batch.Numbers.Where(number => due.Any(leg => leg.Number == number.Number && !leg.IsEnrolled))] }) is { } enrol)
        {
            using (enrol)
            {
                // What the announcement is answered is kept like any answer; whether it worked shows when the numbers are asked.
                if (await http.SendAsync(carrier, account, enrol, [], cancel) is not Asked.Answer { Wire.Status: >= 200 and < 300 } enrolled)
                    return await FailAsync(profile.Id, due, new Asked.NoAnswer("the numbers could not be announced"), cancel);
                await wires.AppendAsync([enrolled.Wire], cancel);
                await legs.EnrolledAsync([.. due.Where(leg => !leg.IsEnrolled).Select(leg => leg.Id)], cancel);
            }
            if (!await GrantedAsync(profile, left, cancel))
            {
                await legs.ReturnAsync(Ids(due), Duration.Zero, false, cancel);
                return false;
            }
        }
        using var request = carrier.Ask(batch);
        var asked = await http.SendAsync(carrier, account, request, [.. batch.Numbers.Select(number => number.Number)], cancel);
        if (asked is not Asked.Answer { Wire: var wire })
            return await FailAsync(profile.Id, due, asked, cancel);
        await wires.AppendAsync([wire], cancel);
        if (wire.Status == 401 && batch.AccessToken is { } refused)
            tokens.Forget(account, refused);
        switch (carrier.Read(wire))
        {
            case CarrierReply.Answered or CarrierReply.Acknowledged:
                await AnsweredAsync(profile.Id, cancel);
                return true;
            case CarrierReply.Throttled throttled:
                // It answers, only not yet: throttling is not silence.
                await AnsweredAsync(profile.Id, cancel);
                await budgets.HoldAsync(profile.Id, throttled.RetryAfter ?? Duration.FromMinutes(1), cancel);
                await legs.ReturnAsync(Ids(due), throttled.RetryAfter ?? Duration.FromMinutes(1), false, cancel);
                Held(profile.Id);
                return false;
            case CarrierReply.Refused refusal:
                return await FailAsync(profile.Id, due, new Asked.Denied(refusal.Why), cancel);
            case CarrierReply.Unreadable unreadable:
                return await FailAsync(profile.Id, due, new Asked.NoAnswer(unreadable.Why), cancel);
            case CarrierReply.Unreachable unreachable:
                return await FailAsync(profile.Id, due, new Asked.NoAnswer(unreachable.Why), cancel);
            case var unknown:
                throw new InvalidOperationException($"{unknown.GetType().Name} is no reply that polling knows.");
        }
    }

    /// <summary>Waits for the budget, as long as this run may still go on.</summary>
    private async Task<bool> GrantedAsync(CarrierProfile profile, TimeSpan left, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (await budgets.TakeAsync(profile.Id, profile.Spacing, profile.DailyBudget, cancel) is { } wait)
        {
            if (wait.ToTimeSpan() > left - clock.GetElapsedTime(began))
                return false;
            await Task.Delay(wait.ToTimeSpan(), clock, cancel);
        }
        return true;
    }

    private async Task AnsweredAsync(CarrierId carrier, CancellationToken cancel)
    {
        if (await health.RecordCallAsync(carrier, null, cancel) is { Turned: true })
            await health.InspectAgainAsync(carrier, cancel);
    }

    /// <summary>The carrier is left alone for half as long as it has been silent, from 30 seconds to 15 minutes.</summary>
    private async Task<bool> FailAsync(CarrierId carrier, IReadOnlyList<DueLeg> due, Asked failure, CancellationToken cancel)
    {
        var (why, retryAfter) = failure switch
        {
            Asked.NoAnswer silent => (silent.Why, silent.RetryAfter),
            Asked.Denied denied => (denied.Why, null),
            _ => throw new InvalidOperationException($"{failure.GetType().Name} is no failure."),
        };
        var (_, silence) = await health.RecordCallAsync(carrier, why, cancel);
        var hold = retryAfter ?? Duration.Min(LongestHold, Duration.Max(ShortestHold, silence / 2));
        await budgets.HoldAsync(carrier, hold, cancel);
        await legs.ReturnAsync(Ids(due), hold, true, cancel);
        Silent(carrier, why);
        return false;
    }

    private static long[] Ids(IReadOnlyList<DueLeg> legs) => [.. legs.Select(leg => leg.Id)];

    [LoggerMessage(Level = LogLevel.Information, Message = "{Carrier} asks us to wait")]
    private partial void Held(CarrierId carrier);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Carrier} could not be asked: {Why}")]
    private partial void Silent(CarrierId carrier, string why);
}
