using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;
using Npgsql;
using Tracking.Core.Notices;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;
using Tracking.Portal.Notices;

namespace Tracking.Portal.Ops;

public sealed partial class LetterPanel : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private IReadOnlyList<OrderLine> _orders = [];
    private LetterWriter.Addressee? _to;
    private MailText? _text;
    private Mail? _before;
    private string _language = "en";
    private string _subject = "";
    private string _body = "";
    private string? _complaint;
    private bool _stopped;
    private bool _looked;
    private bool _busy;

    [Parameter, EditorRequired] public required CasePlaybook Of { get; set; }
    [Parameter, EditorRequired] public required CaseStep Step { get; set; }
    [Parameter] public bool MayAct { get; set; }

    /// <summary>The letter is in the outbox.</summary>
    [Parameter, EditorRequired] public required Func<Task> OnDone { get; set; }

    [Inject] private DossierStore Dossiers { get; set; } = null!;
    [Inject] private LetterWriter Writer { get; set; } = null!;
    [Inject(Key = Sight.Key)] private MailStore Mails { get; set; } = null!;
    [Inject] private PlaybookDesk Desk { get; set; } = null!;
    [Inject] private IJSRuntime Browser { get; set; } = null!;
    [Inject] private ISnackbar Snackbar { get; set; } = null!;

    private string Whom => Step.Step.IsToCarrier ? $"To {_to!.Carrier ?? "the carrier"}"
        : $"To the buyer of order {_to!.Order.Number}, who reads {PlaybookView.Language(_to.Language)}";

    private string? WhyNot => Step.Step.IsToCarrier ? null : _to?.WhyNot;

    private string Direction => Buyer.Texts.Pick(_language, null, null).Direction;

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _orders = await Dossiers.ListOrdersAsync(Of.Case.ParcelId!.Value, _end.Token);
            _stopped = (await Mails.SwitchAsync(_end.Token)).StoppedAt is not null;
            if (_orders.Count > 0)
                await TakeAsync(_orders[0].Id);
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

    private Task ChooseOrderAsync(ChangeEventArgs change) => TakeAsync(long.Parse((string)change.Value!, CultureInfo.InvariantCulture));

    private async Task TakeAsync(long order)
    {
        _to = await Writer.FindAsync(Of, order, _end.Token);
        _before = _to is null ? null : (await Mails.ListAsync(new(Search: _to.Order.Number), _end.Token)).FirstOrDefault(mail => mail.OrderId == order && mail is { Letter: not null, State: not MailState.Dropped });
        if (_to is not null)
            await FillAsync(LetterWriter.LanguageOf(Step.Step, Step.Step.IsToCarrier ? "en" : _to.Language));
    }

    private Task ChooseLanguageAsync(ChangeEventArgs change) => FillAsync((string)change.Value!);

    private async Task FillAsync(string language)
    {
        _language = language;
        (_subject, _body) = Writer.Fill(Step.Step.Letter[language], _to!, language);
        await RenderAsync();
    }

    private async Task RenderAsync() => _text = Step.Step.IsToCarrier ? null : await Writer.RenderAsync(new Letter(_subject, _body), _to!, _language);

    private async Task CopyAsync()
    {
        if (await Browser.InvokeAsync<bool>("ops.copy", $"{_subject}\n\n{_body}"))
            Snackbar.Add("Copied. Tick the step once it is sent.", MudBlazor.Severity.Normal, options => options.VisibleStateDuration = 2500);
        else
            Snackbar.Add("The browser did not allow copying: mark the text and copy it.", MudBlazor.Severity.Warning);
    }

    private async Task SendAsync()
    {
        if (_busy)
            return;
        _busy = true;
        try
        {
            _complaint = await Desk.SendAsync(Of, Step, _to!, new Letter(_subject, _body), _language, _end.Token);
        }
        catch (NpgsqlException)
        {
            _complaint = "The database does not answer: look again whether it was sent.";
        }
        _busy = false;
        if (_complaint is null)
            await OnDone();
    }
}
