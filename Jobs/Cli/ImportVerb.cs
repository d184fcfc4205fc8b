using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using Tracking.Carriers;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;

namespace Tracking.Jobs.Cli;

/// <summary>
/// The verb <c>import</c>: registers orders of a CSV file with a header, one parcel a row; rows of one order belong together. Good rows are
/// kept, and each bad one gets a line that says why. Columns: shop, number, carrier, tracking_number, and where known channel, placed_at,
/// email, name, phone, locale, country, postcode, amount, currency, tier, promised_by.
/// </summary>
public static class ImportVerb
{
    private static readonly string[] Needed = ["shop", "number"];
    private static readonly string[] Known =
        ["shop", "number", "channel", "placed_at", "email", "name", "phone", "locale", "country", "postcode", "amount", "currency", "tier", "carrier", "tracking_number", "promised_by"];

    public static Task<int> RunAsync(string[] args, CancellationToken cancel) => RunAsync(args, Console.Out, cancel);

    /// <summary>Writes a line a row that was left out, then how many orders were registered. Returns 1 where a row was left out.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, CancellationToken cancel)
    {
        var arguments = Arguments.Parse(args, ["data"], []);
        if (arguments.Rest is not [var file])
            throw new ArgumentException("usage: Jobs import ORDERS.csv [--data DIR]");
        if (!File.Exists(file))
            throw new ArgumentException($"no such file: {file}");
        var rows = Csv.Rows(await File.ReadAllTextAsync(file, cancel)).ToList();
        if (rows.Count == 0)
            throw new ArgumentException($"{file} is empty: its first line names the columns.");
        var columns = rows[0].Select(name => name.Trim().TrimStart('\uFEFF').ToLowerInvariant()).ToArray();
        if (columns.FirstOrDefault(name => !Known.Contains(name)) is { } stranger)
            throw new ArgumentException($"{file} has a column \"{stranger}\". Known: {string.Join(", ", Known)}.");
        if (Needed.FirstOrDefault(name => !columns.Contains(name)) is { } missing)
            throw new ArgumentException($"{file} lacks the column \"{missing}\".");

        using var log = Settings.Log();
        await using var database = await Database.OpenAsync(Settings.Read(arguments), arguments.Find("data"), log.CreateLogger("PostgreSQL"), TimeProvider.System, cancel);
        await database.MigrateAsync(log, cancel);
        var services = new ServiceCollection().AddLogging();
        services.AddTracking(database);
        await using var provider = services.BuildServiceProvider();
        var (bad, orders) = await ImportAsync(rows, columns, provider.GetRequiredService<ShopStore>(), provider.GetRequiredService<OrderStore>(), provider.GetRequiredService<CarrierRegistry>(), provider.GetRequiredService<Detect>(),
            Instant.FromDateTimeOffset(TimeProvider.System.GetUtcNow()), output, cancel);
        output.WriteLine($"{orders} orders registered, {bad} rows left out.");
        return bad == 0 ? 0 : 1;
    }

    private static async Task<(int Bad, int Orders)> ImportAsync(
        List<string[]> rows, string[] columns, ShopStore shops, OrderStore store, CarrierRegistry carriers, Detect detect, Instant now, TextWriter report, CancellationToken cancel)
    {
        var bad = 0;
        var good = new List<(int Line, string Shop, OrderDraft Draft)>();
        for (var i = 1; i < rows.Count; i++)
        {
            if (rows[i].Length != columns.Length)
            {
                Leave(i + 1, $"it has {rows[i].Length} cells, and the header {columns.Length}");
                continue;
            }
            var cells = columns.Zip(rows[i]).Where(cell => cell.Second.Trim().Length > 0).ToDictionary(cell => cell.First, cell => cell.Second.Trim());
            try
            {
                var draft = Draft(cells, carriers, detect);
                if (draft.Problems(now).FirstOrDefault() is { } problem)
                    Leave(i + 1, $"{problem.Field}: {problem.Sentence}");
                else
                    good.Add((i + 1, cells["shop"], draft));
            }
            catch (FormatException wrong)
            {
                Leave(i + 1, wrong.Message);
            }
        }
        var registered = 0;
        foreach (var order in good.GroupBy(row => (row.Shop, row.Draft.Channel, row.Draft.Number)))
        {
            var draft = order.First().Draft with { Parcels = [.. order.SelectMany(row => row.Draft.Parcels).DistinctBy(parcel => parcel.Number)] };
            await store.RegisterAsync(await shops.EnsureAsync(order.Key.Shop, null, null, cancel), draft, cancel);
            registered++;
        }
        return (bad, registered);

        void Leave(int line, string why)
        {
            bad++;
            report.WriteLine($"line {line}: {why}");
        }
    }

    /// <exception cref="FormatException">A cell cannot be read; the message names its column.</exception>
    private static OrderDraft Draft(Dictionary<string, string> cells, CarrierRegistry carriers, Detect detect)
    {
        foreach (var needed in Needed)
            if (!cells.ContainsKey(needed))
                throw new FormatException($"{needed} is empty");
        var parcels = (IReadOnlyList<ParcelDraft>)[];
        if (cells.TryGetValue("tracking_number", out var text))
        {
            var number = TrackingNumber.Find(text) ?? throw new FormatException("tracking_number: no tracking number looks like that");
            var carrier = cells.TryGetValue("carrier", out var name) ? new CarrierId(name.ToLowerInvariant()) : (CarrierId?)null;
            if (carrier is { } id && carriers.Find(id) is null)
                throw new FormatException($"carrier: there is no carrier \"{name}\"");
            var (decided, candidates) = carrier is null ? detect.Of(number, [], Countries.Find(cells.GetValueOrDefault("country"))) : (carrier, []);
            parcels = [new ParcelDraft { Number = number, Carrier = decided, Candidates = candidates, PromisedBy = Read(cells, "promised_by", LocalDatePattern.Iso, "a day such as 2026-11-25") }];
        }
        return new OrderDraft
        {
            Channel = cells.GetValueOrDefault("channel", ""),
            Number = cells["number"],
            PlacedAt = Read(cells, "placed_at", InstantPattern.ExtendedIso, "a moment such as 2026-11-01T08:00:00Z"),
            BuyerEmail = cells.GetValueOrDefault("email"),
            BuyerName = cells.GetValueOrDefault("name"),
            PhoneTail = cells.TryGetValue("phone", out var phone)
                ? string.Concat(phone.Where(char.IsAsciiDigit)) is { Length: >= 4 } digits ? digits[^4..] : throw new FormatException("phone: a telephone number, or its last four digits")
                : null,
            Locale = cells.GetValueOrDefault("locale"),
            Country = cells.GetValueOrDefault("country"),
            Postcode = cells.GetValueOrDefault("postcode"),
            Value = cells.TryGetValue("amount", out var amount)
                ? decimal.TryParse(amount, NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : throw new FormatException("amount: a number such as 49.90")
                : null,
            Currency = cells.GetValueOrDefault("currency"),
            Tier = cells.GetValueOrDefault("tier"),
            Parcels = parcels,
        };
    }

    private static T? Read<T>(Dictionary<string, string> cells, string column, IPattern<T> pattern, string form) where T : struct =>
        !cells.TryGetValue(column, out var text) ? null : pattern.Parse(text) is { Success: true } parsed ? parsed.Value : throw new FormatException($"{column}: {form}");
}
