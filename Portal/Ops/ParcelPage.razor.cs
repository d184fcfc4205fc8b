using Microsoft.AspNetCore.Components;
using Npgsql;
using Tracking.Core.Events;
using Tracking.Core.Findings;
using Tracking.Core.Lanes;
using Tracking.Core.Postgres;
using Tracking.Portal.Access;

namespace Tracking.Portal.Ops;

public sealed partial class ParcelPage : IAsyncDisposable
{
    private const int MostActs = 30;
    private readonly CancellationTokenSource _end = new();
    private Watch? _watch;
    private ParcelView? _parcel;
    private IReadOnlyList<LegAsk> _legs = [];
    private IReadOnlyList<OrderLine> _orders = [];
    private IReadOnlyList<ParcelAct> _acts = [];
    private IReadOnlyList<Override> _overrides = [];
    private WhyNot? _why;
    private UsualSilence? _usual;
    private IReadOnlyDictionary<EventKey, NodaTime.Instant> _usualScans = new Dictionary<EventKey, NodaTime.Instant>();
    private bool _absent;
    private bool _failed;
    private int _looks;

    [Parameter] public long Id { get; set; }

    [Inject(Key = Sight.Key)] private ParcelStore Parcels { get; set; } = null!;
    [Inject(Key = Sight.Key)] private OverrideStore Overrides { get; set; } = null!;
    [Inject] private DossierStore Dossiers { get; set; } = null!;
    [Inject(Key = Sight.Key)] private WhyStore Whys { get; set; } = null!;
    [Inject] private LaneStore Lanes { get; set; } = null!;
    [Inject] private Wakes Wakes { get; set; } = null!;
    [Inject] private TimeProvider Clock { get; set; } = null!;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_watch is not null)
            await _watch.DisposeAsync();
        _end.Dispose();
    }

    protected override void OnInitialized() => _watch = new Watch(Wakes, Clock, cancel => InvokeAsync(() => LookAsync(cancel)));

    protected override async Task OnParametersSetAsync()
    {
        if (_parcel?.Parcel.Id != Id)
            _parcel = null;
        await LookAsync(_end.Token);
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        var id = Id;
        try
        {
            var parcel = await Parcels.FindAsync(id, cancel);
            var legs = await Dossiers.ListLegsAsync(id, cancel);
            var orders = await Dossiers.ListOrdersAsync(id, cancel);
            var acts = await Dossiers.ListActsAsync(id, MostActs, cancel);
            var overrides = await Overrides.ListAsync(id, cancel);
            var learned = await Lanes.CurrentAsync(cancel);
            var why = parcel is null || parcel.Findings.Any(finding => finding.Severity >= Severity.Exception) ? null : (await Whys.ExplainAsync([parcel], cancel))[id];
            if (id != Id)
                return;
            (_parcel, _legs, _orders, _acts, _overrides, _why, _absent, _failed) = (parcel, legs, orders, acts, overrides, why, parcel is null, false);
            if (parcel is not null)
                (_usual, _usualScans) = (UsualSilence.Of(parcel.Timeline, parcel.Findings, why), UsualScans.Of(parcel.Timeline, learned));
            _looks++;
            if (legs.Any(leg => AskView.IsPending(leg, NodaTime.Instant.FromDateTimeOffset(Clock.GetUtcNow()))))
                _watch?.Wake();
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
        {
            _failed = true;
        }
        StateHasChanged();
    }
}
