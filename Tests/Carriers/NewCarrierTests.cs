using Tracking.Jobs.Cli;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class NewCarrierTests : IDisposable
{
    private readonly string _tree = Directory.CreateTempSubdirectory("tracking-new-carrier-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_tree, recursive: true);

    [Fact]
    public async Task The_folder_of_a_new_carrier_holds_a_class_and_an_empty_table_under_its_name()
    {
        await File.WriteAllTextAsync(Path.Combine(_tree, "Tracking.sln"), "", Cancel);
        var inside = Directory.CreateDirectory(Path.Combine(_tree, "Jobs", "Cli")).FullName;
        Assert.Equal(0, await NewCarrierVerb.RunAsync(["royal-parcels"], inside, TextWriter.Null, Cancel));
        var made = await File.ReadAllTextAsync(Path.Combine(_tree, "Carriers", "RoyalParcels", "RoyalParcelsCarrier.cs"), Cancel);
        Assert.Contains("namespace Tracking.Carriers.RoyalParcels;", made, StringComparison.Ordinal);
        Assert.Contains("new(\"royal-parcels\")", made, StringComparison.Ordinal);
        Assert.Equal("code,sub,milestone,reason,class,note\n", await File.ReadAllTextAsync(Path.Combine(_tree, "Carriers", "RoyalParcels", "codes.csv"), Cancel));
        Assert.True(Directory.Exists(Path.Combine(_tree, "Carriers", "RoyalParcels", "fixtures")));

        await File.WriteAllTextAsync(Path.Combine(_tree, "Carriers", "RoyalParcels", "codes.csv"), "mine", Cancel);
        await Assert.ThrowsAsync<ArgumentException>(() => NewCarrierVerb.RunAsync(["royal-parcels"], inside, TextWriter.Null, Cancel));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_tree, "Carriers", "RoyalParcels", "codes.csv"), Cancel));
    }

    [Theory]
    [InlineData("fedex", "already")]
    [InlineData("Royal Parcels", "usage")]
    [InlineData("../up", "usage")]
    [InlineData("new-one", "Tracking.sln")]
    public async Task A_name_that_is_taken_or_none_and_a_place_that_is_no_source_tree_make_nothing(string name, string why)
    {
        var wrong = await Assert.ThrowsAsync<ArgumentException>(() => NewCarrierVerb.RunAsync([name], _tree, TextWriter.Null, Cancel));
        Assert.Contains(why, wrong.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_tree));
    }
}
