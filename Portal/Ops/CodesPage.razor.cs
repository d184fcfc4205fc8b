using Microsoft.AspNetCore.Components;
using Npgsql;
using Tracking.Core.Postgres;
using Tracking.Jobs;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

public sealed partial class CodesPage
{
    private const int PageSize = 50;

    private IReadOnlyList<UnknownCode>? _codes;
    private IReadOnlyList<StoredCodeRow> _rows = [];
    private int _total;
    private string? _search;
    private bool _failed;

    /// <summary>A carrier's id; null for all.</summary>
    [SupplyParameterFromQuery] public string? Source { get; set; }

    /// <summary>A part of a code or of its words; null for all.</summary>
    [SupplyParameterFromQuery] public string? Q { get; set; }

    /// <summary>From nought.</summary>
    [SupplyParameterFromQuery] public int Page { get; set; }

    [Inject(Key = Sight.Key)] private UnknownCodeStore Codes { get; set; } = null!;
    [Inject] private CodeRowStore Rows { get; set; } = null!;
    [Inject] private CodeMapping Mapping { get; set; } = null!;
    [Inject] private IReadOnlyList<KnownCarrier> Known { get; set; } = null!;
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    protected override async Task OnParametersSetAsync()
    {
        (Source, Q, _search, Page) = (Said(Source), Said(Q), Q, Math.Clamp(Page, 0, 100_000));
        try
        {
            (_codes, _total) = await Codes.ListAsync(Source, Q, Page * PageSize, PageSize, CancellationToken.None);
            _rows = [.. (await Rows.ListAsync(CancellationToken.None)).Where(row => Source is null || row.Carrier.Value == Source).Reverse()];
            _failed = false;
        }
        catch (NpgsqlException)
        {
            _failed = true;
        }
    }

    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private string NameOf(string carrier) => Known.FirstOrDefault(one => one.Id == carrier)?.Name ?? carrier;

    private void Search() => Show(Source, _search, 0);

    private void Show(string? source, string? search, int page) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters("/ops/codes", new Dictionary<string, object?>
    {
        ["source"] = Said(source),
        ["q"] = Said(search),
        ["page"] = page > 0 ? page : null,
    }));
}
