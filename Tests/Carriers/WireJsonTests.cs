using Xunit;
using System.Text;
using System.Text.Json;
using Tracking.Carriers;

namespace Tracking.Tests.Carriers;

public sealed class WireJsonTests
{
    private static JsonElement Parse(string body) => WireJson.Parse(Encoding.UTF8.GetBytes(body));

    [Theory]
    [InlineData("", "empty body")]
    [InlineData(" \r\n", "empty body")]
    [InlineData("<html></html>", "markup where JSON is expected")]
    [InlineData("{\"a\":1,\"a\":2}", "a key stands twice in one object")]
    [InlineData("{\"a\":", "not JSON, or broken off")]
    [InlineData("hello", "not JSON, or broken off")]
    public void A_body_that_is_no_JSON_says_why(string body, string why) => Assert.Equal(why, Assert.Throws<JsonException>(() => Parse(body)).Message);

    [Fact]
    public void Nesting_beyond_32_is_refused() =>
        Assert.Equal("nested deeper than 32", Assert.Throws<JsonException>(() => Parse(new string('[', 40) + new string(']', 40))).Message);

    [Fact]
    public void UTF_16_is_refused() => Assert.Throws<JsonException>(() => WireJson.Parse(Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("{}")).ToArray()));

    [Fact]
    public void A_byte_order_mark_is_stripped() => Assert.Equal("b", Parse("\uFEFF{\"a\":\"b\"}").Text("a"));

    [Fact]
    public void A_path_through_anything_gives_nothing_rather_than_an_error()
    {
        foreach (var body in (string[])["null", "1", "\"x\"", "[]", "{}", "{\"a\":null}", "{\"a\":\"{}\"}", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":[null]}", "{\"a\":\"\"}", "{\"a\":{\"b\":{}}}"])
        {
            Assert.Null(Parse(body).Text("a", "b"));
            Assert.Empty(Parse(body).Items("a", "b"));
            Assert.Null(Parse(body).Whole("a", "b"));
        }
    }

    [Fact]
    public void A_list_stands_for_its_first_entry_and_an_object_for_a_list_of_one()
    {
        Assert.Equal("1", Parse("[{\"a\":[null,{\"b\":1}]}]").Text("a", "b"));
        Assert.Equal("1", Assert.Single(Parse("{\"a\":{\"b\":1}}").Items("a")).Text("b"));
    }

    [Fact]
    public void Numbers_and_booleans_are_read_from_texts_and_the_reverse()
    {
        var json = Parse("{\"n\":\"42\",\"m\":42,\"t\":\"true\",\"u\":true,\"half\":0.5,\"huge\":1e999}");
        Assert.Equal(42, json.Whole("n"));
        Assert.Equal("42", json.Text("m"));
        Assert.True(json.Flag("t"));
        Assert.Equal("true", json.Text("u"));
        Assert.Null(json.Whole("half"));
        Assert.Null(json.Whole("huge"));
    }

    [Fact]
    public void Hostile_texts_are_cleaned_and_bounded()
    {
        Assert.Equal("a b c", Parse("{\"a\":\" a\\u0000\\u0007\\n\\tb \\u202Ec \"}").Text("a"));
        Assert.Equal(1000, Parse("{\"a\":\"" + new string('x', 5000) + "\"}").Text("a")!.Length);
        Assert.Equal(300, Parse("{\"a\":\"" + new string('x', 5000) + "\"}").Label("a")!.Length);
        Assert.NotNull(Parse("{\"a\":\"\\ud800x\"}").Text("a"));
        Assert.Equal("末端派送", Parse("{\"a\":\"末端派送\"}").Text("a"));
        Assert.DoesNotContain('\0', Parse("{\"a\":\"\\u0000\\u0000x\"}").Text("a")!);
    }

    [Fact]
    public void HTML_is_read_as_its_text() => Assert.Equal("USPS Ground Advantage", PlainText.FromHtml("USPS Ground Advantage<SUP>&#153;</SUP>", PlainText.Label));
}
