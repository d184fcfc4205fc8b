using Microsoft.AspNetCore.Components;
using NodaTime;
using Npgsql;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

public sealed partial class PlaybookPanel : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private CasePlaybook? _of;
    private string? _complaint;
    private string? _letter;
    private bool _mayAct;
    private bool _looked;

    [Parameter, EditorRequired] public long ParcelId { get; set; }

    /// <summary>Grows when something may have changed: the panel looks again.</summary>
    [Parameter] public int Wakened { get; set; }

    [Inject] private CasePlaybookStore Steps { get; set; } = null!;
    [Inject] private PlaybookDesk Desk { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    private Instant Now => Instant.FromDateTimeOffset(Clock.GetUtcNow());

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    protected override async Task OnInitializedAsync() => _mayAct = await Desk.MayActAsync();

    protected override Task OnParametersSetAsync() => LookAsync();

    private async Task LookAsync()
    {
        try
        {
            _of = await Steps.FindByParcelAsync(ParcelId, _end.Token);
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

    /// <summary>A letter is in the outbox.</summary>
    private async Task SentAsync()
    {
        _letter = null;
        await LookAsync();
        StateHasChanged();
    }

    /// <summary>Does an act; false where it was not done.</summary>
    private async Task<bool> ActAsync(Func<Task<string?>> act)
    {
        try
        {
            _complaint = await act();
        }
        catch (NpgsqlException)
        {
            _complaint = "The database does not answer: nothing was saved.";
            return false;
        }
        var done = _complaint is null;
        await LookAsync();
        StateHasChanged();
        return done;
    }
}
