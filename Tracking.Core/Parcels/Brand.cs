namespace Tracking.Core.Parcels;

/// <summary>How a shop's pages look to its buyers, and on which of its sites they may be shown.</summary>
public sealed record Brand
{
    /// <summary>The colour of bar and buttons, <c>#1d5bb8</c>; null: the portal's own. Pages darken or lighten it until it can be read.</summary>
    public string? Accent { get; init; }

    /// <summary>False hides the line that names the portal.</summary>
    public bool PoweredBy { get; init; } = true;

    /// <summary>Origins that may frame or fetch the bar, such as <c>https://shop.example.com</c>; with none, nobody may.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>The name of its logo, as <c>PUT /api/v1/shop/logo</c> gave it; null: pages show the shop's name. Giving a shop another look keeps it.</summary>
    public string? Logo { get; init; }

    /// <summary>What is wrong with it, each with its field.</summary>
    public IEnumerable<FieldProblem> Problems()
    {
        if (Accent is { } accent && !(accent.Length == 7 && accent[0] == '#' && accent.Skip(1).All(char.IsAsciiHexDigitLower)))
            yield return new("accent", "A colour as # and six digits, such as #1d5bb8.");
        if (Sites.Count > 20)
            yield return new("sites", "At most 20 sites.");
        for (var i = 0; i < Sites.Count; i++)
            if (!IsOrigin(Sites[i]))
                yield return new($"sites[{i}]", "A site without a path, such as https://shop.example.com.");
    }

    // It goes into a header, and browsers compare it letter for letter.
    private static bool IsOrigin(string? site) => Uri.TryCreate(site, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
        && site == $"{address.Scheme}://{address.Authority}" && address.UserInfo.Length == 0 && !site.Any(c => c is ';' or ',' or ' ' or '\'' or '*');
}
