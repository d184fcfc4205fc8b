using Tracking.Core.Cases;
using Tracking.Core.Findings;
using Tracking.Portal.Access;
using Tracking.Portal.Ops;
using Xunit;

namespace Tracking.Tests.Ops;

public sealed class QueueViewTests
{
    [Theory]
    [InlineData("/ops")]
    [InlineData("/ops?q=SO-1%20%26%20co&kind=LostAtDestination&kind=CustomsDelay&severity=Critical&carrier=fedex&to=BR&lane=CN-BR&at=CURITIBA,%20BR&shop=Blue%20Kettle&state=Snoozed&who=me&days=5&overdue=1&by=Lane")]
    public void An_address_and_its_view_are_the_same_both_ways(string address) =>
        Assert.Equal(address, QueueView.Of(new Uri("http://localhost" + address).Query).ToUrl());

    [Fact]
    public void Words_that_mean_nothing_are_passed_over() =>
        Assert.Equal("/ops?to=BR", QueueView.Of("?kind=Haunted&severity=7&state=&days=-1&to=br&by=Colour&buyer=zz&what=ever").ToUrl());

    [Fact]
    public void A_buyers_address_is_in_no_address_of_a_page()
    {
        var url = new QueueView().With(new QueueFilter().Searching(" Mara@Example.test ")).ToUrl();
        Assert.Equal(url, QueueView.Of(new Uri("http://localhost/ops?q=mara%40example.test").Query).ToUrl());
        Assert.Equal(url, QueueView.Of(new Uri("http://localhost" + url).Query).ToUrl());
        Assert.DoesNotContain("mara", url, StringComparison.OrdinalIgnoreCase);
        Assert.Matches("^/ops\\?buyer=[0-9a-f]{64}$", url);
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData(" @SUM(A1)", "\"' @SUM(A1)\"")]
    [InlineData("-2+3", "\"'-2+3\"")]
    [InlineData("+49 30", "\"'+49 30\"")]
    [InlineData("\tcmd", "\"'\tcmd\"")]
    [InlineData("a \"b\", c", "\"a \"\"b\"\", c\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("plain - text", "plain - text")]
    [InlineData(null, "")]
    public void A_cell_is_no_formula(string? text, string cell) => Assert.Equal(cell, QueueCsv.Cell(text));

    [Fact]
    public void Mine_means_whoever_looks() => Assert.Equal("mara@example.test", QueueView.Of("?who=me").FilterFor("mara@example.test").Assignee);

    [Fact]
    public void Choosing_twice_is_choosing_nothing()
    {
        IReadOnlyList<FindingKind> chosen = QueueView.Toggled<FindingKind>([], FindingKind.Stalled);
        Assert.Equal([FindingKind.Stalled], chosen);
        Assert.Empty(QueueView.Toggled(chosen, FindingKind.Stalled));
    }

    [Theory]
    [InlineData("/ops/parcels/7?x=1", "/ops/parcels/7?x=1")]
    [InlineData("/ops", "/ops")]
    [InlineData("https://evil.example", "/ops")]
    [InlineData("//evil.example", "/ops")]
    [InlineData("/\\evil.example", "/ops")]
    [InlineData("/ops/\\evil.example", "/ops")]
    [InlineData("/opsevil", "/ops")]
    [InlineData("/ops/\r\nSet-Cookie: x", "/ops")]
    [InlineData(null, "/ops")]
    public void Signing_in_leads_to_ops_and_nowhere_else(string? asked, string path) => Assert.Equal(path, LocalPath.Of(asked));
}
