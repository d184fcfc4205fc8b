using System.Text.RegularExpressions;
using Tracking.Carriers;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class WordPatternTests
{
    [Fact]
    public void Words_made_to_keep_a_pattern_busy_are_read_as_all_others()
    {
        var table = CodeTable.Parse("code,sub,milestone,reason,class,note\n~busy,^(?:(?:a|aa)+b|(?:a|aa)+!)$,Delivered,,,\n~other,a,Lost,,,\n");
        var many = new string('a', 900);
        Assert.Equal(Milestone.Delivered, table.ReadPhrase(many + "!").Milestone);
        Assert.Equal(Milestone.Lost, table.ReadPhrase(many + "?").Milestone);
    }

    /// <summary>What the above stands on: no pattern of a table needs to go back, by a look around or a word it has had.</summary>
    [Fact]
    public void Every_pattern_of_a_table_can_be_had_without_going_back()
    {
        foreach (var pattern in new CarrierRegistry().List().SelectMany(carrier => carrier.Codes.Rows).Where(row => row.Code[0] == '~').Select(row => row.Sub).Distinct())
            Assert.Equal(pattern, new Regex(pattern, RegexOptions.NonBacktracking).ToString());
    }
}
