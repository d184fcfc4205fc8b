using Microsoft.AspNetCore.Components;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

public sealed partial class PlaybookPage : IDisposable
{
    private const string Live = "It is live now.";
    private const string Dropped = "The draft is dropped.";
    private const string Off = "It is off: no further case is worked by it.";
    private const string Restored = "That version is live again.";

    private readonly CancellationTokenSource _end = new();
    private StoredPlaybook? _stored;
    private PlaybookDraft? _draft;
    private (StepDraft Step, int At)? _removed;
    private string? _note;
    private string? _complaint;
    private string? _told;
    private bool _mayEdit;
    private bool _mayTest;
    private bool _dirty;
    private bool _absent;
    private bool _failed;

    [Parameter] public string Key { get; set; } = "";

    [Inject] private PlaybookStore Playbooks { get; set; } = null!;
    [Inject] private PlaybookDesk Desk { get; set; } = null!;

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_stored?.Key == Key)
            return;
        (_mayEdit, _mayTest) = (await Desk.MayEditAsync(), await Desk.MayTestAsync());
        await LookAsync();
    }

    private async Task LookAsync()
    {
        try
        {
            _stored = await Playbooks.FindAsync(Key, _end.Token);
            var shown = _stored?.Shown ?? (_stored is null ? null : (await Playbooks.ListVersionsAsync(Key, _end.Token)).FirstOrDefault()?.Document);
            (_draft, _absent, _dirty, _removed) = (shown is null ? null : PlaybookDraft.Of(shown), shown is null, false, null);
        }
        catch (OperationCanceledException)
        {
        }
        catch (NpgsqlException)
        {
            _failed = true;
        }
    }

    /// <summary>What the form holds; the sentence that says why it is none.</summary>
    private (Playbook? Playbook, string? Why) Tried()
    {
        var read = _draft!.Read();
        return read.Problems().Concat(Notices.LetterWriter.Problems(read)).FirstOrDefault() is { } problem ? (null, Sentence(problem.Field, problem.Sentence)) : (read, null);
    }

    private async Task SaveAsync()
    {
        if (!_dirty || _stored is not { } stored)
            return;
        if (Tried() is not { Playbook: { } playbook } tried)
        {
            _complaint = Tried().Why;
            return;
        }
        await DoAsync(() => Desk.SaveAsync(playbook, stored.Revision, _end.Token), "The draft is saved.");
    }

    /// <summary>Does an act and looks again; what was written stays in its fields where it was not done.</summary>
    private async Task<bool> DoAsync(Func<Task<string?>> act, string told)
    {
        try
        {
            _complaint = await act();
        }
        catch (NpgsqlException)
        {
            _complaint = "The database does not answer: nothing was saved.";
        }
        if (_complaint is null)
        {
            await LookAsync();
            (_told, _note) = (told, null);
        }
        StateHasChanged();
        return _complaint is null;
    }

    private void Add()
    {
        _draft!.Steps.Add(StepDraft.New());
        _dirty = true;
    }

    private void Move(StepDraft step, int by)
    {
        _draft!.Move(step, by);
        _dirty = true;
    }

    private void Remove(StepDraft step)
    {
        _removed = (step, _draft!.Steps.IndexOf(step));
        _draft.Steps.Remove(step);
        _dirty = true;
    }

    private void PutBack()
    {
        if (_removed is { } removed)
            _draft!.Steps.Insert(Math.Min(removed.At, _draft.Steps.Count), removed.Step);
        _removed = null;
    }

    /// <summary>A step's own problem names the step.</summary>
    private static string Sentence(string field, string problem) =>
        field.StartsWith("steps[", StringComparison.Ordinal) && !problem.StartsWith("Step ", StringComparison.Ordinal) ? $"Step {int.Parse(field.AsSpan(6, field.IndexOf(']') - 6), System.Globalization.CultureInfo.InvariantCulture) + 1}: {problem}" : problem;
}
