using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using NodaTime;
using Npgsql;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

public sealed partial class AuditPage : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private AuditView _view = new(new());
    private IReadOnlyList<AuditLine>? _lines;
    private bool _more, _failed;
    private string? _by, _text;
    private string _source = "";
    private DateOnly? _from, _to;

    [Inject] private AuditStore Audit { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    public void Dispose()
    {
        Navigation.LocationChanged -= OnLocationChanged;
        _end.Cancel();
        _end.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        Navigation.LocationChanged += OnLocationChanged;
        return ReadAsync(Navigation.Uri);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        if (new Uri(change.Location).AbsolutePath.TrimEnd('/') == AuditView.Path)
            _ = InvokeAsync(() => ReadAsync(change.Location));
    }

    private void Find() => Navigation.NavigateTo(new AuditView(new AuditFilter
    {
        By = _by,
        Source = _source.Length == 0 ? null : _source,
        Text = _text,
        From = _from is { } from ? LocalDate.FromDateOnly(from) : null,
        To = _to is { } to ? LocalDate.FromDateOnly(to) : null,
    }).ToUrl());

    private async Task ReadAsync(string address)
    {
        var asked = _view = AuditView.Of(new Uri(address).Query);
        (_by, _source, _text, _from, _to) = (asked.Filter.By, asked.Filter.Source ?? "", asked.Filter.Text, asked.Filter.From?.ToDateOnly(), asked.Filter.To?.ToDateOnly());
        try
        {
            var lines = await Audit.ListAsync(asked.Filter, asked.Before, AuditView.PageSize + 1, _end.Token);
            if (asked != _view)
                return;
            (_lines, _more, _failed) = ([.. lines.Take(AuditView.PageSize)], lines.Count > AuditView.PageSize, false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
        catch (NpgsqlException)
        {
            _failed = true;
        }
        StateHasChanged();
    }
}
