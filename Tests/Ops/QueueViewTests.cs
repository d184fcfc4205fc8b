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
    [InlineData("/ops?q=SO-1%20%26%20co&kind=LostAtDestination&kind=CustomsDelay&severity=Critical&carrier=fedex&to=BR&state=Snoozed&who=me&days=5&page=3")]
    public void An_address_and_its_view_are_the_same_both_ways(string address) =>
        Assert.Equal(address, QueueView.Of(new Uri("http://localhost" + address).Query).ToUrl());

    [Fact]
    public void Words_that_mean_nothing_are_passed_over() =>
        Assert.Equal("/ops?to=BR", QueueView.Of("?kind=Haunted&severity=7&state=&days=-1&page=0&to=br&what=ever").ToUrl());

    [Fact]
    public void A_new_filter_begins_on_the_first_page() => Assert.Equal("/ops?days=3", (QueueView.Of("?page=4") with { }).With(new QueueFilter { Days = 3 }).ToUrl());

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
