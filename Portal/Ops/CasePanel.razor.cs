using Microsoft.AspNetCore.Components;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

public sealed partial class CasePanel : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private CaseHistory? _history;
    private IReadOnlyList<string> _people = [];
    private string _me = "";
    private string? _complaint;
    private bool _mayAct;
    private bool _writing;
    private bool _looked;

    [Parameter, EditorRequired] public long ParcelId { get; set; }

    /// <summary>Grows when something may have changed: the panel looks again.</summary>
    [Parameter] public int Wakened { get; set; }

    [Inject] private CaseStore Cases { get; set; } = null!;
    [Inject] private CaseDesk Desk { get; set; } = null!;

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        _me = await Desk.MeAsync();
        _mayAct = await Desk.MayActAsync();
        _people = await Desk.ListOthersAsync(_end.Token);
    }

    protected override Task OnParametersSetAsync() => LookAsync();

    private async Task LookAsync()
    {
        try
        {
            _history = await Cases.FindByParcelAsync(ParcelId, _end.Token);
            _looked = true;
        }
        catch (OperationCanceledException)
        {
        }
        catch (NpgsqlException)
        {
            _complaint = "The database does not answer.";
        }
    }

    private async Task<bool> ActAsync(TriageAct act)
    {
        if (_history is not { Case: var held })
            return false;
        try
        {
            _complaint = CaseDesk.Complaint(await Desk.ApplyAsync(held.Id, held.Version, act, _end.Token));
        }
        catch (NpgsqlException)
        {
            _complaint = "The database does not answer: nothing was saved.";
            return false;
        }
        await LookAsync();
        StateHasChanged();
        return _complaint is null;
    }
}
