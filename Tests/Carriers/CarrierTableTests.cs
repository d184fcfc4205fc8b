using System.Globalization;
using System.Text;
using Tracking.Carriers;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Carriers;

/// <summary>The table of <c>Carriers/README.md</c> is what this build can do.</summary>
public sealed class CarrierTableTests
{
    private const string Begin = "<!-- carriers: written by the tests with ACCEPT_FIXTURES=1 -->\n", End = "<!-- /carriers -->";

    private static string ReadmePath => Path.Combine(Fixture.CarriersFolder, "README.md");

    [Fact]
    public void The_table_of_the_README_is_that_of_this_build()
    {
        var readme = File.ReadAllText(ReadmePath).ReplaceLineEndings("\n");
        var (begin, end) = (readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, readme.IndexOf(End, StringComparison.Ordinal));
        var table = Table();
        if (Environment.GetEnvironmentVariable("ACCEPT_FIXTURES") == "1")
            File.WriteAllText(ReadmePath, readme[..begin] + table + readme[end..]);
        else
            Assert.Equal(table, readme[begin..end]);
    }

    private static string Table()
    {
        var text = new StringBuilder("""
            | carrier | poll | numbers a request | push | proof | clocks | codes: mapped, left out, rows | fixtures |
            |---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var carrier in new CarrierRegistry().List())
        {
            var (profile, rows) = (carrier.Profile, carrier.Codes.Rows);
            text.Append(CultureInfo.InvariantCulture, $"| `{profile.Id}` {profile.Name}{(profile.IsAggregator ? ", aggregator" : "")} ")
                .Append(CultureInfo.InvariantCulture, $"| {(profile.BaseAddress is null ? "where its address is set" : "yes")} | {profile.BatchSize} ")
                .Append(CultureInfo.InvariantCulture, $"| {(profile.Push is null ? "no" : "yes")} | {(profile.Push is { } push ? $"{NameOf(push.Proof)}, {(push.Trust is Trust.Evidence ? "evidence" : "a hint")}" : "")} ")
                .Append(CultureInfo.InvariantCulture, $"| {profile.Clock} | {rows.Count(row => row.Milestone is not null)}, {rows.Count(row => row.Milestone is null)}, {rows.Count} ")
                .Append(CultureInfo.InvariantCulture, $"| {Fixture.All.Count(fixture => fixture.Carrier.Profile.Id == profile.Id)} |\n");
        }
        return text.ToString();
    }

    private static string NameOf(PushProof proof) => proof switch
    {
        HmacHeader => "HMAC-SHA256 over the body",
        HashSuffix => "SHA-256 over body and secret",
        SharedHeader => "a secret in a header",
        FormDigest => "a digest of a form's field",
        TimedHash => "SHA-256 over time, secret and body",
        _ => "a digest of the carrier's own",
    };
}
