using Tracking.Portal.Ops;
using Xunit;

namespace Tracking.Tests.Ops;

public sealed class RedactionTests
{
    private static readonly Redaction People = new(["Ann King", "ann@example.test", "SW1A 1AA", "王小明"], ["770000000001"]);

    [Theory]
    [InlineData("Signed for by A. KING at Kingston", "Signed for by A. ▒▒▒ at Kingston")]
    [InlineData("left with ann king, SW1A 1AA", "left with ▒▒▒, ▒▒▒")]
    [InlineData("已签收，签收人王小明，电话:13800138000", "已签收，签收人▒▒▒，电话:▒▒▒")]
    [InlineData("770000000001 delivered, call +4915550001234", "770000000001 delivered, call ▒▒▒")]
    [InlineData("{\n  \"at\": 1764115200000,\n  \"id\": \"12345678901\",\n  \"phone\": \"+4915550001234\",\n  \"text\": \"call 15550001234\"\n}",
        "{\n  \"at\": 1764115200000,\n  \"id\": \"12345678901\",\n  \"phone\": \"▒▒▒\",\n  \"text\": \"call ▒▒▒\"\n}")]
    public void Who_is_known_and_what_can_be_called_is_taken_out_and_nothing_else(string said, string shown) => Assert.Equal(shown, People.Of(said));

    [Fact]
    public void For_whoever_may_see_all_nothing_is_taken_out() => Assert.Equal("call 15550001234", new Redaction(null, []).Of("call 15550001234"));
}
