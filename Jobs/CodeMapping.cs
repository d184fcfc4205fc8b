using Tracking.Carriers;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs;

/// <summary>Maps codes that no table has: a row is tried out by a dry run, laid over its carrier's table and applied by a replay, and taken off in the same way.</summary>
public sealed class CodeMapping(CodeRowStore rows, UnknownCodeStore unknown, ReplayStore store, Replays replays, CarrierRegistry carriers)
{
    /// <summary>The first line of every <c>codes.csv</c>.</summary>
    public const string CsvHeader = "code,sub,milestone,reason,class,note";

    /// <summary>What an unknown code is called in a table: itself, or the words of a carrier that said no code; null where it said neither.</summary>
    public static string? CodeOf(UnknownCode code) => code.Code ?? (code.Wording is { } words && CodeTable.PhraseOf(words) is { Length: > 0 } phrase ? phrase : null);

    /// <summary>Why a row cannot stand in its carrier's table; null where it can.</summary>
    public string? Problem(StoredCodeRow row)
    {
        if (carriers.Find(row.Carrier) is null)
            return $"No carrier {row.Carrier} in this version.";
        if (row.Problem() is { } problem)
            return problem;
        // As it will be exported, so it must be read.
        return CodeTable.Parse($"{CsvHeader}\n{CsvOf(row)}").Rows is [var read] && read == RowOf(row) ? null : "This row would not read back from codes.csv as it is written.";
    }

    /// <summary>True where this build's table says the same: the row over it can be taken off.</summary>
    public bool IsInTable(StoredCodeRow row) => carriers.Find(row.Carrier)?.Codes.Find(row.Code, row.Sub) is { } same && same with { Note = row.Note } == RowOf(row);

    /// <summary>Asks for a dry run with the row; null where another replay has not ended.</summary>
    public async Task<Replay?> TryAsync(StoredCodeRow row, string by, CancellationToken cancel) => await replays.StartAsync(
        new ReplayRequest { By = by, Carrier = row.Carrier, Since = await SinceAsync(row, cancel), DryRun = true, Proposed = [row] }, cancel);

    /// <summary>Lays the row and asks for the replay that applies it; the row as laid, or null where another replay has not ended.</summary>
    /// <exception cref="ArgumentException">The row has a <see cref="Problem"/>.</exception>
    public async Task<StoredCodeRow?> ApplyAsync(StoredCodeRow row, string by, CancellationToken cancel)
    {
        if (Problem(row) is { } problem)
            throw new ArgumentException(problem, nameof(row));
        var since = await SinceAsync(row, cancel);
        if (await store.AskAsync(new ReplayRequest { By = by, Carrier = row.Carrier, Since = since }, cancel) is not { } asked)
            return null;
        var laid = row with { By = by, Since = since, ReplayId = asked.Id };
        laid = laid with { Id = await OrCancelAsync(asked, by, () => rows.LayAsync(laid, cancel)) };
        replays.Resume(asked.Id);
        return laid;
    }

    /// <summary>Takes a row off and asks for the replay that reads without it; null where another replay has not ended, or the row was off already.</summary>
    public async Task<Replay?> TakeOffAsync(StoredCodeRow row, string by, CancellationToken cancel)
    {
        if (await store.AskAsync(new ReplayRequest { By = by, Carrier = row.Carrier, Since = row.Since }, cancel) is not { } asked)
            return null;
        if (!await OrCancelAsync(asked, by, () => rows.RemoveAsync(row.Id, asked.Id, by, cancel)))
        {
            await store.CancelAsync(asked.Id, by, CancellationToken.None);
            return null;
        }
        replays.Resume(asked.Id);
        return asked;
    }

    /// <summary>The row as it stands in a <c>codes.csv</c>.</summary>
    public static string CsvOf(StoredCodeRow row) => RowOf(row).ToCsv();

    /// <summary>A carrier's rows in force as a <c>codes.csv</c>; null where it has none.</summary>
    public async Task<string?> CsvAsync(CarrierId carrier, CancellationToken cancel)
    {
        var laid = (await rows.ListAsync(cancel)).Where(row => row.Carrier == carrier).ToList();
        return laid.Count == 0 ? null : string.Concat(laid.Select(CsvOf).Prepend(CsvHeader).Select(line => line + "\n"));
    }

    internal static CodeRow RowOf(StoredCodeRow row) => new(row.Code, row.Sub, row.Milestone, row.Reason, row.Class, row.Note);

    private async Task<NodaTime.Instant?> SinceAsync(StoredCodeRow row, CancellationToken cancel) => await unknown.FirstSaidAsync(row.Carrier.Value, row.Code, row.Sub, cancel);

    /// <summary>A replay that nobody will enqueue must not stand in the way of others.</summary>
    private async Task<T> OrCancelAsync<T>(Replay asked, string by, Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch
        {
            await store.CancelAsync(asked.Id, by, CancellationToken.None);
            throw;
        }
    }
}
