using Microsoft.AspNetCore.Components;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

public sealed partial class CodePage
{
    private const int ExamplesAtATime = 20;

    private UnknownCode? _code;
    private List<UnknownCodeExample> _examples = [];
    private ReplayOutcome? _outcome;
    private Replay? _tried;
    private bool _looked, _failed, _more, _mayMap, _seesAll, _busy;
    private CodeDraft _draft = new();
    private string? _complaint;

    [Parameter] public string Source { get; set; } = "";
    [Parameter] public string Key { get; set; } = "";

    /// <summary>The dry run that tries a row out; null for none.</summary>
    [SupplyParameterFromQuery] public long? Run { get; set; }

    [Inject(Key = Sight.Key)] private UnknownCodeStore Codes { get; set; } = null!;
    [Inject] private CodeDesk Desk { get; set; } = null!;
    [Inject] private IReadOnlyList<KnownCarrier> Known { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    private string Title => _code is { } code ? $"{NameOf(Source)}: {(code.Code is null ? $"“{CodeView.Said(code.Wording)}”" : CodeView.Name(code.Code, code.SubCode))}" : "Unknown code";

    /// <summary>True where the form says what the dry run tried.</summary>
    private bool IsTried => _tried?.Request.Proposed is [var row] && Row() is { } said && Same(row, said);

    protected override async Task OnParametersSetAsync()
    {
        (_mayMap, _seesAll) = (await Desk.MayMapAsync(), await Desk.SeesAllAsync());
        if (_code?.Key == Key && _code.Source == Source)
            return;
        try
        {
            _code = await Codes.FindAsync(Source, Key, CancellationToken.None);
            _examples = [];
            if (_code is not null)
                await MoreAsync();
            (_looked, _failed) = (true, false);
        }
        catch (NpgsqlException)
        {
            _failed = true;
        }
    }

    private string NameOf(string carrier) => Known.FirstOrDefault(one => one.Id == carrier)?.Name ?? carrier;

    private async Task MoreAsync()
    {
        var next = await Codes.ListExamplesAsync(Source, Key, _examples.Count > 0 ? _examples[^1].ParcelId : long.MaxValue, ExamplesAtATime + 1, CancellationToken.None);
        _examples = [.. _examples, .. next.Take(ExamplesAtATime)];
        _more = next.Count > ExamplesAtATime;
    }

    private StoredCodeRow? Row() => _code is { } code ? _draft.RowFor(code) : null;

    /// <summary>The same meaning for the same code: a note can still be mended.</summary>
    private static bool Same(StoredCodeRow a, StoredCodeRow b) => (a.Code, a.Sub, a.Milestone, a.Reason, a.Class) == (b.Code, b.Sub, b.Milestone, b.Reason, b.Class);

    private void Tried(Replay? replay)
    {
        // A page that is opened by its address shows in the form what was tried out.
        if (_tried is null && replay?.Request.Proposed is [var row] && _draft.Milestone.Length == 0)
            _draft = CodeDraft.Of(row, _code);
        _tried = replay;
    }

    private Task TryAsync() => ActAsync(async row =>
    {
        var (begun, complaint) = await Desk.TryAsync(row, CancellationToken.None);
        if (begun is not null)
        {
            _tried = begun;
            Navigation.NavigateTo($"/ops/codes/{Source}/{Key}?run={begun.Id}", replace: true);
        }
        return complaint;
    });

    private Task ApplyAsync() => ActAsync(async row =>
    {
        var (laid, complaint) = await Desk.ApplyAsync(row, CancellationToken.None);
        if (laid is not null)
            Navigation.NavigateTo($"/ops/codes/rows/{laid.Id}");
        return complaint;
    });

    private async Task ActAsync(Func<StoredCodeRow, Task<string?>> act)
    {
        _busy = true;
        try
        {
            _complaint = Row() is { } row ? await act(row) : "Choose a milestone, or leave the code out on purpose.";
        }
        catch (NpgsqlException)
        {
            _complaint = "The database does not answer: nothing was done.";
        }
        _busy = false;
    }
}
