using System.Collections.Frozen;

namespace Tracking.Core.Events;

/// <summary>
/// Where the towns lie that carriers name: those of fifteen thousand and more, and some gateways of the air. Source: GeoNames' cities (CC BY 4.0);
/// <c>Gazetteer.mjs</c> makes the table. A name that several towns share is found where its state was said, or where one of them outweighs all others tenfold.
/// </summary>
public static class Gazetteer
{
    private const string Reserved = @"<|\";
    /// <summary>Marks a town whose name alone does not mean it.</summary>
    private const char Shared = '\\';
    private const double Steps = 8280;
    private static readonly FrozenDictionary<char, int> Letters =
        Enumerable.Range(33, 94).Select(code => (char)code).Where(letter => !Reserved.Contains(letter)).Select((letter, at) => KeyValuePair.Create(letter, at)).ToFrozenDictionary();
    private static readonly Lazy<FrozenDictionary<string, Country>> Countries = new(Load);

    /// <summary>The town of a place; null where no country was said, where no town known here was, or where it could be several.</summary>
    public static Town? Find(Place place)
    {
        if (place.Country is not { } code || !Countries.Value.TryGetValue(code, out var country))
            return null;
        var parts = place.Text.Split([',', ';', '/', '|', '('], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var state = country.HasStates ? StateOf(place.Region, country) ?? parts.Reverse().Select(part => StateOf(FirstWord(part), country)).FirstOrDefault(found => found is not null) : null;
        foreach (var said in (ReadOnlySpan<string?>)[place.City, place.Facility, .. parts])
        {
            if (said is not null && FindIn(said, state, country) is { } town)
                return town;
        }
        return null;
    }

    /// <summary>The town with which a text begins, the most words first: <c>MEMPHIS HUB</c>, <c>ISC LOS ANGELES CA</c>; or that a text without spaces holds: <c>深圳转运中心</c>.</summary>
    private static Town? FindIn(string said, string? state, Country country)
    {
        var words = said.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // The post's name for its offices of exchange.
        if (words is ["ISC" or "OE", _, ..])
            words = words[1..];
        for (var count = Math.Min(words.Length, 5); count > 0; count--)
        {
            var within = count < words.Length ? StateOf(words[count], country) ?? state : state;
            if (country.Find(string.Concat(words[..count]), within) is { } town)
                return town;
        }
        return country.FindHan(said);
    }

    private static string? StateOf(string? said, Country country) => said?.Trim().ToUpperInvariant() is { } code && country.States.Contains(code) ? code : null;

    private static string FirstWord(string part) => part.Split(' ')[0];

    private static FrozenDictionary<string, Country> Load()
    {
        using var stream = typeof(Gazetteer).Assembly.GetManifestResourceStream("Tracking.Core.Events.Gazetteer.txt")!;
        using var reader = new StreamReader(stream);
        var countries = new Dictionary<string, Country>();
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split('|');
            var code = parts[0].Split(' ');
            if (!countries.TryGetValue(code[0], out var country))
                countries[code[0]] = country = new();
            foreach (var told in parts.AsSpan(1))
            {
                var names = told[(told[4] == Shared ? 5 : 4)..].Split('<');
                country.Add(code.Length > 1 ? code[1] : null, new(names[0], At(told, 0) / Steps * 180 - 90, At(told, 2) / Steps * 360 - 180), told[4] != Shared, names);
            }
        }
        return countries.ToFrozenDictionary();
    }

    private static int At(string text, int from) => Letters[text[from]] * Letters.Count + Letters[text[from + 1]];

    private sealed class Country
    {
        private const int LongestHan = 4;
        private readonly Dictionary<string, Town> _alone = [];
        private readonly Dictionary<(string State, string Town), Town> _inState = [];
        private readonly Dictionary<string, Town>.AlternateLookup<ReadOnlySpan<char>> _han = new Dictionary<string, Town>().GetAlternateLookup<ReadOnlySpan<char>>();

        public HashSet<string> States { get; } = [];
        public bool HasStates => States.Count > 0;

        public void Add(string? state, Town town, bool isAlone, string[] names)
        {
            if (state is not null)
                States.Add(state);
            foreach (var name in names)
            {
                var plain = Spelling.Plain(name);
                if (IsHan(name))
                    _han.Dictionary.TryAdd(name, town);
                if (isAlone)
                    _alone.TryAdd(plain, town);
                if (state is not null)
                    _inState.TryAdd((state, plain), town);
            }
        }

        public Town? Find(string name, string? state)
        {
            var plain = Spelling.Plain(name);
            return Exactly(plain, state) ?? (plain.Contains('E', StringComparison.Ordinal) ? Exactly(WithoutUmlauts(plain), state) : null);
        }

        public Town? FindHan(string text)
        {
            for (var at = 0; at < text.Length; at++)
                for (var length = Math.Min(LongestHan, text.Length - at); length >= 2; length--)
                    if (_han.TryGetValue(text.AsSpan(at, length), out var town))
                        return town;
            return null;
        }

        private Town? Exactly(string plain, string? state) =>
            state is not null ? _inState.TryGetValue((state, plain), out var there) ? there : null : _alone.TryGetValue(plain, out var alone) ? alone : null;

        /// <summary>Printed without umlauts, <c>Zürich</c> is <c>ZUERICH</c>.</summary>
        private static string WithoutUmlauts(string plain) => plain.Replace("UE", "U", StringComparison.Ordinal).Replace("OE", "O", StringComparison.Ordinal).Replace("AE", "A", StringComparison.Ordinal);

        private static bool IsHan(string name) => name.Length >= 2 && name.All(letter => letter >= '\u4e00');
    }
}
