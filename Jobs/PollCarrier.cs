using Hangfire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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
    CarrierRegistry carriers, Accounts accounts, Routing routing, LegStore legs, BudgetStore budgets, HealthStore health, WireStore wires, CarrierCalls calls,
    IOptions<PollingSettings> settings, TimeProvider clock, ILogger<PollCarrier> logger)
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
            if (carriers.Find(id) is not { } carrier || await accounts.FindToAskAsync(id, cancel) is not { } account || Accounts.WhyOff(carrier.Profile, account) is not null)
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
        var claimed = await legs.ClaimAsync(profile.Id, await routing.GetAsync(cancel), profile.EnrolledFor, profile.BatchSize, cancel);
        var due = await AskableAsync(profile, claimed, cancel);
        if (due.Count == 0)
            return claimed.Count > 0;
        var confirms = due.Any(leg => leg.Confirms);
        if (!await GrantedAsync(profile, left, confirms, cancel))
        {
            await legs.PutBackAsync(due, cancel);
            return false;
        }
        var unknown = due.Where(leg => !leg.IsEnrolled).ToList();
        // More numbers fit into an announcement than into a question: others that are not due yet go with it.
        if (unknown.Count > 0 && profile.EnrolSize > unknown.Count)
            unknown.AddRange(await legs.ListStrangersAsync(profile.Id, profile.EnrolledFor, Ids(unknown), profile.EnrolSize.Value - unknown.Count, cancel));
        foreach (var strangers in unknown.Chunk(profile.EnrolSize ?? profile.BatchSize))
        {
            if (await calls.EnrolAsync(carrier, account, Numbers(strangers), PushAddress(profile), cancel) is not { } announced)
                break;
            // What the announcement is answered is kept like any answer; whether it worked for each shows when the numbers are asked.
            if (announced is Asked.Answer { Wire: var enrolment })
            {
                await wires.AppendAsync([enrolment], cancel);
                if (carrier.Read(enrolment) is CarrierReply.Answered or CarrierReply.Acknowledged)
                    await legs.EnrolledAsync(Ids(strangers), cancel);
                else if (!profile.AnswersStrangers)
                    return await FailAsync(profile.Id, due, carrier.Read(enrolment), cancel);
            }
            else if (!profile.AnswersStrangers)
                return await FailAsync(profile.Id, due, announced, cancel);
            if (!await GrantedAsync(profile, left, confirms, cancel))
            {
                await legs.PutBackAsync(due, cancel);
                return false;
            }
        }
        var asked = await calls.AskAsync(carrier, account, Numbers(due), cancel);
        if (asked is not Asked.Answer { Wire: var wire })
            return await FailAsync(profile.Id, due, asked, cancel);
        await wires.AppendAsync([wire], cancel);
        var reply = carrier.Read(wire);
        if (reply is not (CarrierReply.Answered or CarrierReply.Acknowledged))
            return await FailAsync(profile.Id, due, reply, cancel);
        await AnsweredAsync(profile.Id, cancel);
        return true;
    }

    /// <summary>Those of which all is known that the carrier wants; of the others it is noted what is missing, by name: asked all the same, they would only be "not found".</summary>
    private async Task<IReadOnlyList<DueLeg>> AskableAsync(CarrierProfile profile, IReadOnlyList<DueLeg> claimed, CancellationToken cancel)
    {
        foreach (var lacking in claimed.Where(leg => Missing(profile, leg).Any()).GroupBy(leg => string.Join(" and ", Missing(profile, leg))))
            await legs.WantAsync(Ids([.. lacking]), $"{profile.Name} is not asked before {lacking.Key} is known: send the order again with it.", cancel);
        return [.. claimed.Where(leg => !Missing(profile, leg).Any())];
    }

    private static IEnumerable<string> Missing(CarrierProfile profile, DueLeg leg) => profile.Wants.Where(field => field switch
    {
        AskField.DestinationCountry => leg.DestinationCountry is null,
        AskField.DestinationPostcode => leg.DestinationPostcode is null,
        AskField.PhoneTail => leg.PhoneTail is null,
        _ => false,
    }).Select(AskFields.NameOf);

    private Uri? PushAddress(CarrierProfile profile) =>
        profile.Push is not null && settings.Value.PublicUrl is { Length: > 0 } address ? new Uri(new Uri(address.EndsWith('/') ? address : address + "/"), $"push/{profile.Id}") : null;

    private async Task<bool> FailAsync(CarrierId carrier, IReadOnlyList<DueLeg> due, CarrierReply reply, CancellationToken cancel)
    {
        switch (reply)
        {
            case CarrierReply.Throttled throttled:
                // It answers, only not yet: throttling is not silence.
                await AnsweredAsync(carrier, cancel);
                var wait = throttled.RetryAfter ?? Duration.FromMinutes(1);
                await budgets.HoldAsync(carrier, wait, cancel);
                await legs.ReturnAsync(Ids(due), wait, false, cancel);
                Held(carrier);
                return false;
            case CarrierReply.Refused refusal:
                return await FailAsync(carrier, due, new Asked.Denied(refusal.Why), cancel);
            case CarrierReply.Unreadable unreadable:
                return await FailAsync(carrier, due, new Asked.NoAnswer(unreadable.Why), cancel);
            case CarrierReply.Unreachable unreachable:
                return await FailAsync(carrier, due, new Asked.NoAnswer(unreachable.Why), cancel);
            default:
                throw new InvalidOperationException($"{reply.GetType().Name} is no failure.");
        }
    }

    /// <summary>Waits for the budget, as long as this run may still go on.</summary>
    private async Task<bool> GrantedAsync(CarrierProfile profile, TimeSpan left, bool confirms, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        while (await budgets.TakeAsync(profile.Id, profile.Spacing, profile.DailyBudget, confirms, cancel) is { } wait)
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

    private static AskNumber[] Numbers(IReadOnlyList<DueLeg> legs) =>
        [.. legs.DistinctBy(leg => leg.Number).Select(leg => new AskNumber(leg.Number, leg.DestinationCountry, leg.DestinationPostcode, leg.PhoneTail, leg.Carrier))];

    private static long[] Ids(IReadOnlyList<DueLeg> legs) => [.. legs.Select(leg => leg.Id)];

    [LoggerMessage(Level = LogLevel.Information, Message = "{Carrier} asks us to wait")]
    private partial void Held(CarrierId carrier);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Carrier} could not be asked: {Why}")]
    private partial void Silent(CarrierId carrier, string why);
}
