namespace Tracking.Jobs;

/// <summary>A command line: options (<c>--port 8080</c> or <c>--port=8080</c>), flags, settings (<c>--Section:Key=value</c>, <c>--PublicUrl=value</c>: they begin with a capital) and the rest.</summary>
public sealed class Arguments
{
    private readonly Dictionary<string, string> _options = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _flags = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _rest = [];
    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);

    private Arguments()
    {
    }

    /// <summary>What is no option: files, numbers, names.</summary>
    public IReadOnlyList<string> Rest => _rest;

    /// <summary>Settings given on the command line; they win over every other source.</summary>
    public IReadOnlyDictionary<string, string?> Settings => _settings;

    /// <param name="options">Names that take a value, without hyphens.</param>
    /// <param name="flags">Names that take none.</param>
    /// <exception cref="ArgumentException">An unknown option, or one without its value; the message is for the person who typed it.</exception>
    public static Arguments Parse(IReadOnlyList<string> args, IReadOnlyCollection<string> options, IReadOnlyCollection<string> flags)
    {
        var parsed = new Arguments();
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                parsed._rest.Add(args[i]);
                continue;
            }
            var name = args[i][2..];
            var value = (string?)null;
            if (name.IndexOf('=') is > 0 and var equals)
                (name, value) = (name[..equals], name[(equals + 1)..]);
            if (value is null && flags.Contains(name, StringComparer.OrdinalIgnoreCase))
                parsed._flags.Add(name);
            else if (options.Contains(name, StringComparer.OrdinalIgnoreCase) || IsSetting(name))
            {
                value ??= i + 1 < args.Count ? args[++i] : throw new ArgumentException($"--{name} needs a value.");
                if (IsSetting(name))
                    parsed._settings[name] = value;
                else
                    parsed._options[name] = value;
            }
            else
                throw new ArgumentException($"There is no option --{name}. Known: {string.Join(", ", options.Concat(flags).Select(known => "--" + known))}; settings are given as --Section:Key=value.");
        }
        return parsed;
    }

    private static bool IsSetting(string name) => name.Contains(':') || name is [>= 'A' and <= 'Z', ..];

    public string? Find(string option) => _options.GetValueOrDefault(option);

    public bool Has(string flag) => _flags.Contains(flag);

    /// <summary>The value of an option that is a whole number within bounds; null where it is not given.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public int? FindNumber(string option, int least, int most) => Find(option) switch
    {
        null => null,
        var text when int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        _ => throw new ArgumentException($"--{option} is a whole number from {least} to {most}."),
    };
}
