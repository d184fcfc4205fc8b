using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>
/// Drains the inbox: leases a batch of wires, reads each (pure), and applies the batch in one transaction. A batch that fails is
/// retried one wire at a time; a wire that fails three times is set aside with its reason and holds nobody up.
/// </summary>
public sealed partial class ReadWires(WireStore store, Intake intake, Readers readers, AskPlan plan, ILogger<ReadWires> logger)
{
    private const int BatchSize = 100;
    private const int Tries = 3;

    /// <summary>Reads one batch; how many wires were taken, 0 where the inbox is empty or all of it is leased.</summary>
    public async Task<int> DrainOnceAsync(CancellationToken cancel, int most = BatchSize)
    {
        var worker = Guid.NewGuid();
        var leased = await store.LeaseAsync(worker, most, cancel);
        if (leased.Count == 0)
            return 0;
        var (carriers, waits) = (await readers.CurrentAsync(cancel), await plan.CurrentAsync(cancel));
        var read = leased.Select(wire => Read(carriers, wire)).ToList();
        try
        {
            await intake.ApplyAsync(read, worker, waits, cancel);
        }
        catch (Exception error) when (IsOfTheBatch(error, cancel))
        {
            BatchFailed(leased.Count, error);
            foreach (var wire in read)
                await ApplyAloneAsync(wire, worker, waits, cancel);
        }
        return leased.Count;
    }

    private async Task ApplyAloneAsync(ReadWire wire, Guid worker, Func<AnsweredLeg, Duration?> waits, CancellationToken cancel)
    {
        try
        {
            await intake.ApplyAsync([wire], worker, waits, cancel);
        }
        catch (Exception error) when (IsOfTheBatch(error, cancel))
        {
            WireFailed(wire.Leased.Wire.Id, wire.Leased.Attempts, error);
            if (wire.Leased.Attempts >= Tries)
                await intake.SetAsideAsync(wire.Leased, $"failed {Tries} times: {error.GetType().Name}", cancel);
        }
    }

    /// <summary>False for a database that is away or a stop: those say nothing about the wires.</summary>
    private static bool IsOfTheBatch(Exception error, CancellationToken cancel) =>
        !cancel.IsCancellationRequested && error is not (NpgsqlException and not PostgresException) && error is not PostgresException { SqlState: ['5', '7' or '3' or '8', ..] };

    /// <summary>What a wire says, by the carriers' code tables and the code of this build. Pure.</summary>
    public static ReadWire Read(CarrierRegistry carriers, LeasedWire leased)
    {
        var wire = leased.Wire;
        if (carriers.Find(wire.Carrier) is not { } carrier)
            return new ReadWire(leased, false, [], $"no carrier {wire.Carrier} in this version");
        return carrier.Read(wire) switch
        {
            CarrierReply.Answered answered => Told(answered, wire, carrier.Profile),
            CarrierReply.Unreadable unreadable => new ReadWire(leased, false, [], unreadable.Why),
            _ => new ReadWire(leased, false, []),
        };

        // The first mile's comes first by number: the number is its own.
        CarrierId? Named(NumberResult result) => result.Events.Select(told => told.Said.Carrier).OfType<string>().GroupBy(name => name).OrderByDescending(same => same.Count())
            .Select(same => new CarrierId(same.Key)).FirstOrDefault(id => carriers.Find(id) is not null) is { Value: not null } known ? known : null;

        // A second number whose carrier nobody names is asked of those whose form it has.
        Snapshot? Resolved(Snapshot? told) => told is null || told.Next.All(next => next.Carrier is not null) ? told : told with
        {
            Next = [.. told.Next.Select(next => next.Carrier is null && new Detection(carriers).Candidates(next.Number, [], told.Destination) is { Count: > 0 } found
                ? next with { Carrier = Detection.Decide(found), Candidates = [.. found.Select(candidate => candidate.Carrier)] } : next)],
        };

        ReadWire Told(CarrierReply.Answered answered, Wire wire, CarrierProfile profile)
        {
            var numbers = answered.Results
                .Select(result => (result.Number ?? (wire.Asked is [var only] ? only : (TrackingNumber?)null), result))
                .Where(pair => pair.Item1 is not null)
                .Select(pair => new ToldNumber
                {
                    Number = pair.Item1!.Value,
                    Outcome = pair.result.Outcome.ToString(),
                    Why = pair.result.Why,
                    Events = pair.result.Events,
                    Snapshot = Resolved(pair.result.Snapshot),
                    IsWhole = wire.Kind is WireKind.Poll && profile.TellsFullHistory && pair.result is { IsWhole: true, Outcome: NumberOutcome.Tracked },
                    Aliases = pair.result.Aliases,
                    Carrier = profile.IsAggregator ? Named(pair.result) : null,
                })
                .ToList();
            var answeredNumbers = numbers.SelectMany(told => told.Aliases.Prepend(told.Number)).ToHashSet();
            numbers.AddRange(wire.Asked.Where(asked => !answeredNumbers.Contains(asked))
                .Select(asked => new ToldNumber { Number = asked, Outcome = nameof(NumberOutcome.Inconclusive), Why = "the answer does not speak of this number" }));
            return new ReadWire(leased, profile.IsAggregator, numbers);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Count} wires failed; trying them one at a time")]
    private partial void BatchFailed(int count, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Wire {Wire} failed at attempt {Attempt}")]
    private partial void WireFailed(long wire, int attempt, Exception error);
}
