using System.Text.Json;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

/// <summary>
/// How a reading lies in its columns, the same in <c>statement</c> and <c>replay_reading</c>: all but the table's version, which says nothing about the meaning.
/// What a statement takes back stands for its milestone, a minus before it; how a changed clock was resolved stands behind the basis: <c>Place+Skipped</c>.
/// </summary>
internal static class ReadingColumns
{
    /// <summary>The columns.</summary>
    public const string Names = "milestone, reason, class, local, offset_seconds, basis, place, mapping";

    /// <summary>How many they are.</summary>
    public const short Count = 8;

    /// <summary>Arrays of them, see <see cref="Add"/>; places are text.</summary>
    public const string Arrays = "@milestones, @reasons, @classes, @locals, @offsets, @bases, @read_places, @mappings";

    /// <summary>The columns of a row, the place as jsonb.</summary>
    public static string Of(string row) => Each(name => name == "place" ? $"{row}.place::jsonb" : $"{row}.{name}");

    /// <summary>The columns of a row as they are read again, the place as text.</summary>
    public static string Texts(string row) => Each(name => name == "place" ? $"{row}.place::text" : $"{row}.{name}");

    /// <summary>Assigns them from a row.</summary>
    public static string Set(string row) => Each(name => $"{name} = {row}.{name}");

    /// <summary>Adds the arrays.</summary>
    public static void Add(NpgsqlCommand command, IReadOnlyList<Reading> read)
    {
        Texts("milestones", MilestoneOf);
        Texts("reasons", one => one.Reason?.ToString());
        Texts("classes", one => one.Class.ToString());
        command.Parameters.Add(new NpgsqlParameter("locals", NpgsqlDbType.Array | NpgsqlDbType.Timestamp) { Value = read.Select(one => one.Time?.Local).ToArray() });
        command.Parameters.Add(new NpgsqlParameter("offsets", NpgsqlDbType.Array | NpgsqlDbType.Integer) { Value = read.Select(one => one.Time?.Offset?.Seconds).ToArray() });
        Texts("bases", BasisOf);
        Texts("read_places", PlaceOf);
        Texts("mappings", one => one.Mapping);
        Texts("tables", one => one.TableVersion);

        void Texts(string name, Func<Reading, string?> value) =>
            command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = read.Select(value).ToArray() });
    }

    /// <summary>Adds the columns to a row that is copied.</summary>
    public static void Copy(CopyRows row, Reading read) => row
        .Add(MilestoneOf(read)).Add(read.Reason?.ToString()).Add(read.Class.ToString()).Add(read.Time?.Local).Add(read.Time?.Offset?.Seconds).Add(BasisOf(read))
        .Add(read.Place is null ? null : JsonSerializer.SerializeToUtf8Bytes(read.Place, TrackingJson.Options)).Add(read.Mapping);

    /// <summary>A reading from the columns of <see cref="Texts(string)"/>, beginning with <paramref name="first"/>.</summary>
    public static Reading Read(NpgsqlDataReader reader, int first, string tableVersion)
    {
        var basis = Text(first + 5)?.Split('+');
        return new()
        {
            Milestone = Text(first) is [not '-', ..] and var milestone ? Enum.Parse<Milestone>(milestone) : null,
            Withdraws = Text(first) is ['-', .. var back] ? Enum.Parse<Milestone>(back) : null,
            Reason = Text(first + 1) is { } reason ? Enum.Parse<Reason>(reason) : null,
            Class = Enum.Parse<EventClass>(reader.GetString(first + 2)),
            Time = reader.IsDBNull(first + 3) ? null : new EventTime
            {
                Local = reader.GetFieldValue<LocalDateTime>(first + 3),
                Offset = reader.IsDBNull(first + 4) ? null : Offset.FromSeconds(reader.GetInt32(first + 4)),
                Basis = Enum.Parse<TimeBasis>(basis![0]),
                Change = basis is [_, var change] ? Enum.Parse<ClockChange>(change) : null,
            },
            Place = Text(first + 6) is { } place ? JsonSerializer.Deserialize<Place>(place, TrackingJson.Options) : null,
            Mapping = reader.GetString(first + 7),
            TableVersion = tableVersion,
        };

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    private static string? MilestoneOf(Reading read) => read.Withdraws is { } back ? $"-{back}" : read.Milestone?.ToString();

    private static string? BasisOf(Reading read) => read.Time is { Change: { } change } time ? $"{time.Basis}+{change}" : read.Time?.Basis.ToString();

    private static string? PlaceOf(Reading read) => read.Place is null ? null : JsonSerializer.Serialize(read.Place, TrackingJson.Options);

    private static string Each(Func<string, string> form) => string.Join(", ", Names.Split(", ").Select(form));
}
