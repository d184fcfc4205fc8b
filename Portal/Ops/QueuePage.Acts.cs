using MudBlazor;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>What people do in the queue: choose cases, act on them, take it back.</summary>
public sealed partial class QueuePage
{
    private static readonly TimeSpan UndoOffered = TimeSpan.FromSeconds(12);

    private void Pick(QueueRow row) => Pick(row.CaseId, row.Version);

    private void Pick(long id, int version)
    {
        if (!_picked.Remove(id))
            _picked[id] = version;
        _pickedIds = [.. _picked.Keys];
    }

    /// <summary>The version of a case as it was last shown; as it was ordered, while its line is being read again: no key is lost.</summary>
    private int? VersionOf(long? id) =>
        id is not { } at ? null : _seen.TryGetValue(at, out var row) ? row.Version : _order.Entries.Where(entry => entry.CaseId == at).Select(entry => (int?)entry.Version).FirstOrDefault();

    /// <summary>All that the filters let through, in sight or not.</summary>
    private void PickAll(bool all)
    {
        _picked.Clear();
        if (all && _mayAct)
            foreach (var entry in _order.Fresh)
                _picked[entry.CaseId] = entry.Version;
        _pickedIds = [.. _picked.Keys];
    }

    private void Clear() => PickAll(false);

    /// <summary>Begins an act on the selected cases, else on the one that the keys are at.</summary>
    private async Task StartAsync(ActKind kind)
    {
        if (!_mayAct || kind is ActKind.Give && _people.Count == 0)
            return;
        var (at, cases) = (_order.At, new Dictionary<long, int>(_picked));
        if (cases.Count == 0 && VersionOf(at) is { } version)
            cases[at!.Value] = version;
        if (cases.Count == 0)
            return;
        // What asks for nothing is done at once where it is for one case; for many it is shown first what it would do.
        if (cases.Count == 1 && !kind.Asks())
        {
            await ActAsync(cases, ActKinds.Act(kind, null, default, null, _me));
            return;
        }
        var asked = new DialogParameters<ActDialog>
        {
            { dialog => dialog.Kind, kind },
            { dialog => dialog.Cases, cases.Count },
            { dialog => dialog.People, _people },
            { dialog => dialog.OnPreview, act => Desk.PreviewAsync(cases, Mine(kind, act), _end.Token) },
            { dialog => dialog.OnDo, act => ActAsync(cases, Mine(kind, act)) },
        };
        await Dialogs.ShowAsync<ActDialog>(ActKinds.Name(kind), asked, new DialogOptions { CloseOnEscapeKey = true, DefaultFocus = DefaultFocus.None });
    }

    private TriageAct Mine(ActKind kind, TriageAct act) => kind is ActKind.Take ? ((TriageAct.Assign)act) with { To = _me } : act;

    /// <summary>Does an act; what to tell where nothing was done.</summary>
    private async Task<string?> ActAsync(IReadOnlyDictionary<long, int> cases, TriageAct act)
    {
        try
        {
            string? complaint;
            if (cases.Count == 1)
            {
                var (id, seen) = cases.First();
                var outcome = await Desk.ApplyAsync(id, seen, act, _end.Token);
                complaint = CaseDesk.Complaint(outcome);
                if (outcome is TriageOutcome.Done done)
                    Offer(done.Stroke, [done.After], []);
            }
            else
            {
                var outcome = await Desk.ApplyAllAsync(cases, act, _end.Token);
                complaint = outcome.Done.Count == 0 ? outcome.Left[0].Why : null;
                if (complaint is null)
                    Offer(outcome.Stroke, outcome.Done, outcome.Left);
            }
            if (complaint is not null)
                Snackbar.Add(complaint, MudBlazor.Severity.Warning);
            else
                Clear();
            await LookAsync(_end.Token);
            return complaint;
        }
        catch (NpgsqlException)
        {
            return "The database does not answer: nothing was saved.";
        }
    }

    private async Task UndoAsync()
    {
        if (!_strokes.TryPop(out var stroke))
        {
            Snackbar.Add("There is nothing to take back.", MudBlazor.Severity.Normal);
            return;
        }
        var outcome = await Desk.UndoAsync(stroke, _end.Token);
        _order.Did(outcome.Done.Select(one => one.Id));
        Snackbar.Add(Told(outcome.Done.Count, "as before", outcome.Left), outcome.Done.Count > 0 ? MudBlazor.Severity.Normal : MudBlazor.Severity.Warning);
        await LookAsync(_end.Token);
        if (_order.Waiting > 0)
            await RenewAsync();
    }

    /// <summary>Says what was done, with a way back.</summary>
    private void Offer(Guid stroke, IReadOnlyList<Case> done, IReadOnlyList<StrokeLeft> left)
    {
        _strokes.Push(stroke);
        _order.Did(done.Select(one => one.Id));
        Snackbar.Add(Told(done.Count, Words.Of(done[0].State).ToLowerInvariant(), left), MudBlazor.Severity.Normal, options =>
        {
            options.VisibleStateDuration = (int)UndoOffered.TotalMilliseconds;
            options.Action = "Undo";
            options.OnClick = _ => InvokeAsync(UndoAsync);
        });
    }

    private static string Told(int done, string what, IReadOnlyList<StrokeLeft> left) =>
        string.Join(" ", [$"{Words.Count(done, "case")} {what}.", .. left.Where(one => one.Cases > 0).Select(one => $"{one.Cases} left: {one.Why}")]);
}
