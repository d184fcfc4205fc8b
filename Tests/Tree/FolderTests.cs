using System.Text.RegularExpressions;
using Tracking.Carriers;
using Tracking.Portal;
using Tracking.Tests.Carriers;

namespace Tracking.Tests.Tree;

/// <summary>What the tree promises a newcomer: which part knows which, and names that say what is inside.</summary>
public sealed partial class FolderTests
{
    /// <summary>Each folder of Tracking.Core with those that it may know.</summary>
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        ["Parcels"] = [],
        ["Events"] = ["Parcels"],
        ["Timelines"] = ["Parcels", "Events"],
        ["Lanes"] = ["Parcels", "Events", "Timelines"],
        ["Findings"] = ["Parcels", "Events", "Timelines", "Lanes"],
        ["Incidents"] = ["Parcels", "Events", "Timelines", "Lanes", "Findings"],
        ["Cases"] = ["Parcels", "Events", "Timelines", "Lanes", "Findings", "Incidents"],
        ["Notices"] = ["Parcels", "Events", "Timelines", "Lanes", "Findings"],
        ["Postgres"] = ["Parcels", "Events", "Timelines", "Lanes", "Findings", "Incidents", "Cases", "Notices"],
    };

    private static readonly string[] Nameless = ["Service", "Manager", "Helper", "Util", "Utilitie", "Common", "Infrastructure", "Model", "Interface", "Misc", "Shared"];

    public static TheoryData<string> Folders => [.. Directory.EnumerateDirectories(Core).Select(folder => Path.GetFileName(folder)!).Where(IsOurs)];

    private static string Root => Fixture.RepositoryFolder();

    private static string Core => Path.Combine(Root, "Tracking.Core");

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_of_the_core_knows_only_those_to_its_left(string folder)
    {
        Assert.True(Known.ContainsKey(folder), $"Tracking.Core/{folder} has no place in the order of the folders");
        var known = Known[folder];
        Assert.Empty(
            from file in Sources(Path.Combine(Core, folder))
            from met in CoreFolder().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Distinct()
            where met != folder && Known.ContainsKey(met) && !known.Contains(met)
            select $"{Path.GetRelativePath(Root, file)} knows {met}");
    }

    [Fact]
    public void Only_the_folder_Postgres_of_the_core_knows_Npgsql() => Assert.Empty(
        from file in Sources(Core)
        where !file.StartsWith(Path.Combine(Core, "Postgres"), StringComparison.Ordinal) && File.ReadAllText(file).Contains("Npgsql", StringComparison.Ordinal)
        select Path.GetRelativePath(Root, file));

    [Fact]
    public void The_portal_knows_no_carrier()
    {
        var carriers = typeof(Carrier).Assembly.GetName().Name;
        Assert.DoesNotContain(carriers, typeof(PortalSetup).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name));
        Assert.DoesNotContain($"{carriers}.csproj", File.ReadAllText(Path.Combine(Root, "Portal", "Portal.csproj")), StringComparison.Ordinal);
    }

    [Fact]
    public void No_folder_and_no_file_has_a_name_that_says_nothing() => Assert.Empty(
        from entry in Sources(Root).SelectMany(file => Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)).Distinct()
        let name = entry.Split('.')[0]
        where Nameless.Any(word => name.EndsWith(word, StringComparison.Ordinal) || name.EndsWith(word + "s", StringComparison.Ordinal))
        select entry);

    [Fact]
    public void No_page_has_more_than_120_lines_of_markup() => Assert.Empty(
        from file in Sources(Path.Combine(Root, "Portal"), "*.razor")
        where File.ReadAllText(file).Split("@code")[0].Count(letter => letter == '\n') > 120
        select Path.GetRelativePath(Root, file));

    private static IEnumerable<string> Sources(string folder, string pattern = "*.cs") =>
        Directory.EnumerateDirectories(folder).Where(inner => IsOurs(Path.GetFileName(inner))).SelectMany(inner => Sources(inner, pattern))
            .Concat(Directory.EnumerateFiles(folder, pattern));

    private static bool IsOurs(string folder) => folder is not ("bin" or "obj" or "node_modules") && folder[0] != '.';

    [GeneratedRegex(@"\bTracking\.Core\.(\w+)")]
    private static partial Regex CoreFolder();
}
