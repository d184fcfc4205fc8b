using Tracking.Carriers;
using Xunit;

namespace Tracking.Tests.Carriers;

/// <summary>Carriers' texts lose what would deceive a reader's eye.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("a\u202Eb\u2066c\u2069d")]
    [InlineData("a\u200Eb\u200Fc\u061Cd")]
    [InlineData("a\u200Bb\u2060c\uFEFFd")]
    [InlineData("a\u00ADb\u2063c\U000E0041d")]
    [InlineData("a\u0000b\u001B" + "c\u0085d", "abc d")]
    [InlineData("a\u2028b\r\nc\td", "a b c d")]
    public void Marks_nobody_sees_are_left_out(string text, string expected = "abcd") => Assert.Equal(expected, PlainText.Clean(text, PlainText.Wording));

    [Fact]
    public void A_text_without_end_is_cut() => Assert.Equal(PlainText.Wording, PlainText.Clean(new string('x', 1_000_000), PlainText.Wording)!.Length);
}
