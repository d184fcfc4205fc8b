using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Bench;

/// <summary>
/// What the queue page asks of the database, at a hundred thousand open parcels and five thousand findings: the order of the whole queue with the first
/// lines of it, the counts beside it, and a search with all three. A thousand requests each, one after the other, under ever other filters.
/// </summary>
public static class QueueBench
{
    private const int Parcels = 100_000;
    private const int Findings = 5_000;
    private const int Requests = 1_000;
    private const int LinesInSight = 40;
    private const double Bound = 200;

    private static readonly string[] Carriers = ["fedex", "ups", "usps", "dhl-unified", "cainiao", "yunexpress", "correios", "royalmail"];
    private static readonly string[] Countries = ["US", "BR", "DE", "GB", "FR", "AU", "CA", "JP", "MX", "PL"];

    public static Task<BenchRow> PageAsync(CancellationToken cancel) => RunAsync("queue page", async (queue, n) =>
    {
        var order = await queue.OrderAsync(Filter(n), (QueueGrouping)(n % 6), cancel);
        await queue.ListAsync([.. order.Take(LinesInSight).Select(entry => entry.CaseId)], cancel);
    }, cancel);

    public static Task<BenchRow> FacetsAsync(CancellationToken cancel) => RunAsync("queue facets", (queue, n) => queue.CountAsync(Filter(n), cancel), cancel);

    public static Task<BenchRow> SearchAsync(CancellationToken cancel) => RunAsync("queue search", async (queue, n) =>
    {
        var parcel = OfOneShop(n * 97 % Parcels + 1);
        var filter = new QueueFilter().Searching((n % 4) switch
        {
            0 => Number(parcel),
            1 => Number(parcel)[..8],
            2 => $"SO-{parcel}",
            _ => $"buyer{parcel}@example.test",
        });
        // All at once, as the page does.
        var (counts, hits) = (queue.CountAsync(filter, cancel), queue.FindParcelsAsync(filter, 20, cancel));
        var order = await queue.OrderAsync(filter, QueueGrouping.None, cancel);
        await queue.ListAsync([.. order.Take(LinesInSight).Select(entry => entry.CaseId)], cancel);
        await counts;
        if ((await hits).Count == 0)
            throw new InvalidOperationException($"Nothing is found by {filter.Search ?? "an address"}.");
    }, cancel);

    /// <summary>The next parcel of the shop to which somebody is bound.</summary>
    private static int OfOneShop(int parcel) => Enumerable.Range(parcel, 8).First(n => (n + n / 20) % 4 == 1);

    /// <summary>Every fifth the whole queue, the others under one filter or several.</summary>
    private static QueueFilter Filter(int n) => (n % 5) switch
    {
        0 => new(),
        1 => new() { Kinds = [(FindingKind)(n % 8)], Carriers = [Carriers[n % Carriers.Length]] },
        2 => new() { Lanes = ["CN-" + Countries[n % Countries.Length]], Severities = [Severity.Exception, Severity.Critical] },
        3 => new() { Shops = [$"Shop {n % 4}"], Days = 5 },
        _ => new() { Assignee = QueueFilter.Nobody, Destinations = [Countries[n % Countries.Length]] },
    };

    private static string Number(int n) => (770_000_000_000L + n).ToString(CultureInfo.InvariantCulture);

    private static async Task<BenchRow> RunAsync(string what, Func<QueueStore, int, Task> request, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("tracking-bench-").FullName;
        try
        {
            await using var database = await Database.OpenAsync(new ConfigurationBuilder().Build(), folder, NullLogger.Instance, TimeProvider.System, cancel);
            using var silent = LoggerFactory.Create(_ => { });
            await database.MigrateAsync(silent, cancel);
            var began = Stopwatch.GetTimestamp();
            var shop = await FillAsync(database.Source, cancel);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Parcels:N0} parcels are there after {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"));
            var all = await TimeAsync("who sees all shops", new QueueStore(database.Source, TimeProvider.System), request, cancel);
            var bound = await TimeAsync("who is bound to one shop", new QueueStore(database.SourceFor([shop]), TimeProvider.System), request, cancel);
            return new($"{what}, {Parcels:N0} open parcels, {Findings:N0} findings",
                string.Create(CultureInfo.InvariantCulture, $"p50 {all.Middle:0} ms, p99 {all.P99:0} ms, most {all.Most:0} ms; bound to one shop of four: p50 {bound.Middle:0} ms, p99 {bound.P99:0} ms"),
                string.Create(CultureInfo.InvariantCulture, $"bound: p99 {Bound:0} ms"), Bound / Math.Max(all.P99, bound.P99));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(double Middle, double P99, double Most)> TimeAsync(string who, QueueStore queue, Func<QueueStore, int, Task> request, CancellationToken cancel)
    {
        for (var n = 0; n < 50; n++)
            await request(queue, n);
        var times = new List<double>(Requests);
        for (var n = 0; n < Requests; n++)
        {
            var began = Stopwatch.GetTimestamp();
            await request(queue, n);
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (times.Count % 250 == 0)
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {who}: {times.Count} of {Requests} requests, {times.Average():0} ms each, p99 {times.Order().ElementAt((int)(times.Count * 0.99)):0} ms"));
        }
        times.Sort();
        return (times[times.Count / 2], times[(int)(times.Count * 0.99)], times[^1]);
    }

    /// <summary>Parcels as Settle leaves them, every twentieth with something wrong, spread over carriers, shops and countries alike. The id of one shop.</summary>
    private static async Task<long> FillAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            insert into tracking.shop (name) select 'Shop ' || n from generate_series(0, 3) n;
            create temp table made as
              select n, tracking.next_parcel_id() as id, 'Shop ' || (n + n / 20) % 4 as shop, (@carriers::text[])[1 + (n + n / 20) % cardinality(@carriers)] as carrier, (@countries::text[])[1 + n / 7 % cardinality(@countries)] as country,
                     @kinds[1 + n / 20 % 8] as kind, (array['Warning', 'Exception', 'Exception', 'Critical'])[1 + n / 20 % 4] as severity, n % 20 = 0 as wrong
              from generate_series(1, @parcels) n;
            analyze made;
            insert into tracking.parcel (id, origin_country, destination_country, value_amount, value_currency, tier)
              select id, 'CN', country, 10 + n % 400, 'USD', case when n % 9 = 0 then 'vip' end from made;
            insert into tracking.leg (parcel_id, carrier, number, role) select id, carrier, (770000000000 + n)::text, 'WholeWay' from made;
            with orders as (
              insert into tracking.purchase (shop_id, channel, number, buyer_email_key, token_hash, token_cipher)
              select s.id, 'web', 'SO-' || n, sha256(convert_to('buyer' || n || '@example.test', 'UTF8')), sha256(convert_to(n::text, 'UTF8')), '\x00' from made join tracking.shop s on s.name = made.shop
              returning id, number)
            insert into tracking.purchase_parcel select o.id, m.id, 1 from orders o join made m on m.n = substr(o.number, 4)::int;
            insert into tracking.timeline (parcel_id, version, hash, stage, milestone, kind, settled_at, document)
              select id, n, md5(n::text), 'InTransit', 'InTransit', 'CrossBorder', now(), jsonb_build_object('lines', (select jsonb_agg(jsonb_build_object('wording', md5(n::text || i), 'place', country)) from generate_series(1, 12) i)) from made;
            insert into tracking.finding (parcel_id, kind, subject, severity, since, opened_at, document)
              select id, kind, (770000000000 + n)::text, severity, now() - make_interval(days => n / 20 % 30), now(), jsonb_build_object('sentence', 'No scan for a while, on a parcel that was last seen in a depot: ' || md5(n::text)) from made where wrong;
            insert into tracking.work_case (parcel_id, severity, kind, carrier, lane, facility, chance, rank, assignee, state, opened_at, changed_at, due_at)
              select id, severity, kind, carrier, 'CN-' || country, 'HUB ' || n % 60 || ', ' || country, 0.3, n * 7919 % 1000, case when n / 20 % 5 = 0 then 'mara@example.test' end, case when n / 20 % 5 = 0 then 'Acknowledged' else 'Open' end,
                     now(), now(), now() + make_interval(hours => n / 20 % 48 - 4) from made where wrong;
            analyze
            """);
        command.CommandTimeout = 600;
        command.Parameters.AddWithValue("carriers", Carriers);
        command.Parameters.AddWithValue("countries", Countries);
        command.Parameters.AddWithValue("kinds", Enum.GetValues<FindingKind>().Take(8).Select(kind => kind.ToString()).ToArray());
        command.Parameters.AddWithValue("parcels", Parcels);
        await command.ExecuteNonQueryAsync(cancel);
        await using var one = database.CreateCommand("select id from tracking.shop where name = 'Shop 1'");
        return (long)(await one.ExecuteScalarAsync(cancel))!;
    }
}
