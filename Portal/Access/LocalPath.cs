namespace Tracking.Portal.Access;

/// <summary>Where to go after signing in: a page of this portal's ops and nowhere else.</summary>
public static class LocalPath
{
    public const string Home = "/ops";

    /// <summary><paramref name="asked"/> where it is a path under <c>/ops</c>, else <see cref="Home"/>.</summary>
    public static string Of(string? asked) =>
        asked is { Length: <= 2000 }
        && (asked == Home || asked.StartsWith(Home + "/", StringComparison.Ordinal) || asked.StartsWith(Home + "?", StringComparison.Ordinal))
        && !asked.Contains('\\') && !asked.Any(char.IsControl)
            ? asked
            : Home;
}
