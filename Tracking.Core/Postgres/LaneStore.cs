using System.IO.Compression;
using System.Text.Json;
using NodaTime;
using Npgsql;
using Tracking.Core.Events;
using Tracking.Core.Lanes;
using Tracking.Core.Parcels;
using Tracking.Core.Timelines;

namespace Tracking.Core.Postgres;

/// <summary>Learns what is usual from the stored timelines, keeps it by version, and says how often it was right.</summary>
public sealed class LaneStore(NpgsqlDataSource database)
{
    private const int KeptDays = 30;
    private const int LearnDays = 400;

    /// <summary>A forecast is made in the first nights after the hand-over, or never: later it would know more.</summary>
    private const int JustDays = 2;

    /// <summary>Silent days at which a chance of loss is told and later judged.</summary>
    public static readonly IReadOnlyList<int> SilentDays = [7, 14, 21, 30];

    /// <summary>Who has not moved for so many watched days is lost.</summary>
    public const int LostAfterDays = 90;
    private static readonly double[] Misses = [0.05, 0.1, 0.1, 0.05];
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private double[]? _aims;
    private (LearnedLanes Lanes, long Version, Instant? At) _current = (LearnedLanes.Empty, 0, null);
    private long _looked;

    /// <summary>What was learned last, as looked up at most a minute ago.</summary>
    public async Task<LearnedLanes> CurrentAsync(CancellationToken cancel) => (await VersionAsync(cancel)).Lanes;

    /// <summary>The same with its version, 0 before the first night, and when it was learned.</summary>
    public async Task<(LearnedLanes Lanes, long Version, Instant? At)> VersionAsync(CancellationToken cancel)
    {
        if (_looked != 0 && TimeProvider.System.GetElapsedTime(_looked) < Fresh)
            return _current;
        await using var command = database.CreateCommand("select version, learned_at, document, aims, rhythms from tracking.lane_norms where version > $1 order by version desc limit 1");
        command.Parameters.AddWithValue(_current.Version);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (await reader.ReadAsync(cancel))
        {
            _aims = reader.IsDBNull(3) ? null : reader.GetFieldValue<double[]>(3);
            _current = (Read(reader.GetFieldValue<byte[]>(2), RangeLevels.Of(AimsOf(_aims)), reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4)), reader.GetInt64(0), reader.GetFieldValue<Instant>(1));
        }
        _looked = TimeProvider.System.GetTimestamp();
        return _current;
    }

    /// <summary>Learns all anew from the timelines of the last 400 days, one at a time, so a replay is learned as well; writes a version, makes forecasts for parcels newly handed over and closes those that came. Returns how many timelines were read.</summary>
    public async Task<int> LearnAsync(CancellationToken cancel)
    {
        var before = await VersionAsync(cancel);
        var learner = new LaneLearner();
        var hours = new RhythmLearner();
        var report = new LaneReport();
        var blind = await BlindAsync(cancel);
        var count = 0;
        var forecasts = new List<Forecast>();
        var came = new List<(long Parcel, LocalDate On)>();
        var silences = new List<Silence>();
        var news = new List<News>();
        var aims = AimsOf(_aims);
        var (lastDay, today) = (before.At?.InUtc().Date, (LocalDate?)null);
        await using (var connection = await database.OpenConnectionAsync(cancel))
        {
            await using var command = new NpgsqlCommand("""
                select t.parcel_id, t.document, p.registered_at, now(),
                       greatest(t.last_news_at, (select max(l.answered_at) from tracking.leg l where l.parcel_id = t.parcel_id and l.detached_at is null)),
                       f.low90, f.low80, f.high80, f.high90,
                       exists (select from tracking.loss_forecast l where l.parcel_id = t.parcel_id and l.lost is null),
                       p.promised_by, exists (select from tracking.finding g where g.parcel_id = t.parcel_id and g.severity in ('Exception', 'Critical'))
                from tracking.timeline t join tracking.parcel p on p.id = t.parcel_id left join tracking.lane_forecast f on f.parcel_id = t.parcel_id
                where p.registered_at > now() - make_interval(days => @days) and t.last_news_at is not null
                """, connection) { CommandTimeout = 0 };
            command.Parameters.AddWithValue("days", LearnDays);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var parcel = reader.GetInt64(0);
                var timeline = JsonSerializer.Deserialize<Timeline>(reader.GetString(1), TrackingJson.Options)!;
                var (since, now, until) = (Wall(reader.GetFieldValue<Instant>(2)), Wall(reader.GetFieldValue<Instant>(3)), Wall(reader.GetFieldValue<Instant>(4)));
                foreach (var spell in Watched.Spells(timeline, since, until < now ? until : now).SelectMany(spell => Watched.Without(spell, blind.GetValueOrDefault(spell.Key.Carrier) ?? [])))
                {
                    learner.Learn(spell, now);
                    if (spell is { Stretch.To: Until.NextPhase, End: SpellEnd.Moved })
                        hours.Heard(spell.Key.Carrier, spell.Key.Country, spell.Stretch.From, spell.Until.TimeOfDay);
                }
                if (Transit.Of(timeline, since, until < now ? until : now) is { } transit)
                    report.Count(transit, reader.IsDBNull(10) ? null : reader.GetFieldValue<LocalDate>(10), reader.GetBoolean(11),
                        before.Lanes.Find(new(Phase.Accepted, Until.Delivery, timeline.Kind), Watched.KeyOf(timeline, new CarrierId(transit.Key.Carrier))));
                count++;
                today = now.Date;
                if (!reader.IsDBNull(5) && lastDay is { } last)
                    Judge(aims, [.. Enumerable.Range(5, 4).Select(reader.GetFieldValue<LocalDate>)], timeline, before.Lanes, last, now);
                if (SilenceOf(parcel, timeline, before.Lanes, reader.GetFieldValue<Instant>(3), reader.GetFieldValue<Instant>(4)) is { } silence)
                    silences.Add(silence);
                if (reader.GetBoolean(9))
                    news.Add(new(parcel, timeline.LastScanAt ?? Instant.MinValue, reader.GetFieldValue<Instant>(4), timeline.Milestone is Milestone.Lost or Milestone.Destroyed));
                var dwells = Dwell.Of(timeline);
                if (dwells is [.., { Phase: Phase.Delivered } delivered])
                    came.Add((parcel, delivered.At.Date));
                else if (reader.IsDBNull(5))
                    forecasts.AddRange(dwells.Where(dwell => dwell.Phase is Phase.Accepted && dwell.At > now.PlusDays(-JustDays))
                        .Select(accepted => ForecastOf(parcel, timeline, accepted, before.Lanes)).OfType<Forecast>());
            }
        }
        for (var day = lastDay; day < today; day = day.Value.PlusDays(1))
        {
            foreach (var aim in aims)
                aim.Step();
        }
        await WriteAsync(learner.Build(), hours.Build(), report, count, before.Version, aims, forecasts, came, silences, news, cancel);
        _looked = 0;
        return count;
    }

    /// <summary>How often the ranges given at hand-over held, for parcels that have come, and how many are still open.</summary>
    public async Task<LaneReliability> ReliabilityAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select count(*) filter (where delivered_on is not null),
                   count(*) filter (where delivered_on between low80 and high80),
                   count(*) filter (where delivered_on between low90 and high90),
                   count(*) filter (where delivered_on > high90),
                   count(*) filter (where delivered_on is null)
            from tracking.lane_forecast
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }

    /// <summary>What chances of loss were told of silent parcels, by tenths, beside how many were lost; and how many are still open. Lost is what its carrier or a person said to be lost, or what did not move for 90 watched days.</summary>
    public async Task<(IReadOnlyList<LossBin> Bins, long Open)> LossAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select least(9, floor(chance * 10))::int, count(*), avg(chance), count(*) filter (where lost) from tracking.loss_forecast where lost is not null group by 1 order by 1;
            select count(*) from tracking.loss_forecast where lost is null
            """);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var bins = new List<LossBin>();
        while (await reader.ReadAsync(cancel))
            bins.Add(new(reader.GetInt32(0), reader.GetInt64(1), reader.GetDouble(2), reader.GetInt64(3)));
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        return (bins, reader.GetInt64(0));
    }

    private static Aim[] AimsOf(double[]? state) =>
        [.. Misses.Select((miss, i) => state is { Length: 8 } ? new Aim(miss, (state[2 * i], state[2 * i + 1])) : new Aim(miss))];

    /// <summary>Tells the aims of the days that have passed since <paramref name="last"/>. A parcel that is still out is late only if it ever comes.</summary>
    private static void Judge(Aim[] aims, LocalDate[] days, Timeline timeline, LearnedLanes lanes, LocalDate last, LocalDateTime now)
    {
        if (Dwell.Of(timeline) is not { Count: > 0 } dwells)
            return;
        var delivered = dwells[^1] is { Phase: Phase.Delivered } end ? end.At.Date : (LocalDate?)null;
        for (var i = 0; i < aims.Length; i++)
        {
            if (days[i] < last || days[i] >= now.Date)
                continue;
            var comes = delivered is not null ? 1 : 1 - ChanceOf(dwells[0], new(Phase.Accepted, Until.Delivery, timeline.Kind), timeline, lanes, now);
            aims[i].Came(i < 2 ? delivered < days[i] : !(delivered <= days[i]), comes);
        }
    }

    private static double ChanceOf(Dwell from, Stretch stretch, Timeline timeline, LearnedLanes lanes, LocalDateTime now)
    {
        var key = Watched.KeyOf(timeline, from);
        return lanes.Find(stretch, key)?.ChanceLost(WorkClock.Of(key.Country).Between(from.At, now)) ?? 0;
    }

    /// <summary>The chance of loss of a parcel that has just been silent for one of the days at which it is told; null for any other, where the loss rate is not known, and where we did not watch.</summary>
    private static Silence? SilenceOf(long parcel, Timeline timeline, LearnedLanes lanes, Instant now, Instant heard)
    {
        if (timeline.LastScanAt is not { } since || timeline.Stage is null or Stage.Label or Stage.AtPickup or Stage.Delivered or Stage.Returned or Stage.Stopped
            || SilentDays.Cast<int?>().LastOrDefault(days => (now - since).TotalDays is var silent && silent >= days && silent < days + JustDays) is not { } silentDays
            || heard < since + Duration.FromDays(silentDays))
            return null;
        var (line, phase) = Dwell.Walk(timeline).LastOrDefault(step => step.Line.Milestone?.IsScan() is true);
        if (line is null || lanes.Stretches.GetValueOrDefault(new(phase, Until.NextScan, timeline.Kind)) is not { Parcels: >= LearnedStretch.EnoughParcels } learned)
            return null;
        var key = Watched.KeyOf(timeline, line.Carrier);
        var began = line.Time!.Value.Local;
        var chance = learned.CurveOf(key).ChanceLost(WorkClock.Of(key.Country).Between(began, began.PlusSeconds((long)(now - since).TotalSeconds)));
        return new(parcel, since, silentDays, chance);
    }

    /// <summary>Spans in which each carrier could not be heard, that of a feed that is dead now among them.</summary>
    private async Task<Dictionary<string, List<(LocalDateTime From, LocalDateTime To)>>> BlindAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand("""
            select carrier, began, ended from tracking.blind_span
            union all select subject, since, now() from tracking.incident where kind = 'DeadFeed' and over_at is null order by 1, 2
            """);
        var blind = new Dictionary<string, List<(LocalDateTime, LocalDateTime)>>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            if (!blind.TryGetValue(reader.GetString(0), out var spans))
                blind[reader.GetString(0)] = spans = [];
            spans.Add((Wall(reader.GetFieldValue<Instant>(1)), Wall(reader.GetFieldValue<Instant>(2))));
        }
        return blind;
    }

    private static LocalDateTime Wall(Instant instant) => instant.InUtc().LocalDateTime;

    private static Forecast? ForecastOf(long parcel, Timeline timeline, Dwell accepted, LearnedLanes lanes)
    {
        var key = Watched.KeyOf(timeline, accepted);
        if (lanes.Stretches.GetValueOrDefault(new(Phase.Accepted, Until.Delivery, timeline.Kind)) is not { Parcels: >= LearnedStretch.EnoughParcels } learned)
            return null;
        var (curve, clock) = (learned.CurveOf(key), WorkClock.Of(key.Country));
        var levels = lanes.Levels;
        return new(parcel, Day(levels.Low90), Day(levels.Low80), Day(levels.High80), Day(levels.High90));

        LocalDate Day(double chance) => clock.DayAfter(accepted.At, curve.Quantile(chance));
    }

    private async Task WriteAsync(
        LearnedLanes lanes, LearnedRhythms rhythms, LaneReport report, int count, long before, Aim[] aims, List<Forecast> forecasts, List<(long Parcel, LocalDate On)> came, List<Silence> silences, List<News> news, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand("""
            delete from tracking.lane_norms where learned_at < now() - make_interval(days => @days);
            insert into tracking.lane_norms (parcels, document, aims, rhythms) values (@count, @document, @aims, @rhythms);
            insert into tracking.loss_forecast (parcel_id, since, days, version, chance)
            select parcel, since, days, @before, chance from unnest(@silent, @since, @days_silent, @chances) as g(parcel, since, days, chance) on conflict do nothing;
            update tracking.loss_forecast f set lost = g.declared or g.seen <= f.since
            from unnest(@told, @seen, @heard, @declared) as g(parcel, seen, heard, declared)
            where f.parcel_id = g.parcel and f.lost is null and (g.declared or g.seen > f.since or g.heard >= f.since + make_interval(days => @lost_after));
            insert into tracking.lane_forecast (parcel_id, version, low90, low80, high80, high90)
            select parcel, @before, a, b, c, d from unnest(@parcels, @a, @b, @c, @d) as g(parcel, a, b, c, d) on conflict do nothing;
            update tracking.lane_forecast f set delivered_on = g.day from unnest(@came, @days_came) as g(parcel, day)
            where f.parcel_id = g.parcel and f.delivered_on is distinct from g.day
            """, connection, transaction);
        command.Parameters.AddWithValue("days", KeptDays);
        command.Parameters.AddWithValue("count", count);
        command.Parameters.AddWithValue("document", Write(lanes));
        command.Parameters.AddWithValue("rhythms", Zip(rhythms.Heard.Select(one => new RhythmPart(one.Key, one.Value))));
        command.Parameters.AddWithValue("before", before);
        command.Parameters.AddWithValue("aims", aims.SelectMany(aim => new[] { aim.State.Level, aim.State.Usual }).ToArray());
        command.Parameters.AddWithValue("silent", silences.Select(one => one.Parcel).ToArray());
        command.Parameters.AddWithValue("since", silences.Select(one => one.Since).ToArray());
        command.Parameters.AddWithValue("days_silent", silences.Select(one => one.Days).ToArray());
        command.Parameters.AddWithValue("chances", silences.Select(one => one.Chance).ToArray());
        command.Parameters.AddWithValue("told", news.Select(one => one.Parcel).ToArray());
        command.Parameters.AddWithValue("seen", news.Select(one => one.Seen).ToArray());
        command.Parameters.AddWithValue("heard", news.Select(one => one.Heard).ToArray());
        command.Parameters.AddWithValue("declared", news.Select(one => one.IsLost).ToArray());
        command.Parameters.AddWithValue("lost_after", LostAfterDays);
        command.Parameters.AddWithValue("parcels", forecasts.Select(one => one.Parcel).ToArray());
        command.Parameters.AddWithValue("a", forecasts.Select(one => one.Low90).ToArray());
        command.Parameters.AddWithValue("b", forecasts.Select(one => one.Low80).ToArray());
        command.Parameters.AddWithValue("c", forecasts.Select(one => one.High80).ToArray());
        command.Parameters.AddWithValue("d", forecasts.Select(one => one.High90).ToArray());
        command.Parameters.AddWithValue("came", came.Select(one => one.Parcel).ToArray());
        command.Parameters.AddWithValue("days_came", came.Select(one => one.On).ToArray());
        await command.ExecuteNonQueryAsync(cancel);
        await LaneMonthStore.WriteAsync(connection, report, cancel);
        await transaction.CommitAsync(cancel);
    }

    private static byte[] Write(LearnedLanes lanes) => Zip(lanes.Stretches.Select(one => new StretchPart(
        one.Key, [.. one.Value.Hazard], one.Value.PaceOffset,
        [.. one.Value.Lanes.Select(lane => new LanePart(lane.Key, lane.Value))],
        [.. one.Value.Destinations.Select(group => new GroupPart(group.Key.Carrier, group.Key.Destination, group.Value))],
        [.. one.Value.Carriers.Select(group => new GroupPart(group.Key, "", group.Value))])));

    private static byte[] Zip<T>(IEnumerable<T> parts)
    {
        using var buffer = new MemoryStream();
        using (var zip = new GZipStream(buffer, CompressionLevel.Fastest))
            JsonSerializer.Serialize(zip, parts);
        return buffer.ToArray();
    }

    private static LearnedLanes Read(byte[] document, RangeLevels levels, byte[]? rhythms) =>
        new(Unzip<StretchPart>(document).ToDictionary(part => part.Stretch, part => new LearnedStretch(
            part.Hazard, part.Pace,
            part.Lanes.ToDictionary(lane => lane.Key, lane => lane.Lane),
            part.Destinations.ToDictionary(group => (group.Carrier, group.Destination), group => group.Offset),
            part.Carriers.ToDictionary(group => group.Carrier, group => group.Offset))), levels)
        {
            Rhythms = rhythms is null ? LearnedRhythms.Empty : new(Unzip<RhythmPart>(rhythms).ToDictionary(part => part.Key, part => part.Hours)),
        };

    private static List<T> Unzip<T>(byte[] document)
    {
        using var zip = new GZipStream(new MemoryStream(document), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<List<T>>(zip)!;
    }

    private sealed record Forecast(long Parcel, LocalDate Low90, LocalDate Low80, LocalDate High80, LocalDate High90);

    /// <summary>A silence that has just lasted so many days, and the chance of loss told of it.</summary>
    private sealed record Silence(long Parcel, Instant Since, int Days, double Chance);

    /// <summary>What is known now of a parcel with an open forecast: its last scan, until when it was watched, and whether it was said to be lost.</summary>
    private sealed record News(long Parcel, Instant Seen, Instant Heard, bool IsLost);

    private sealed record StretchPart(Stretch Stretch, double[] Hazard, double Pace, List<LanePart> Lanes, List<GroupPart> Destinations, List<GroupPart> Carriers);

    private sealed record LanePart(LaneKey Key, LearnedLane Lane);

    private sealed record GroupPart(string Carrier, string Destination, double Offset);

    private sealed record RhythmPart(RhythmKey Key, double[] Hours);
}
