using System.Net;
using System.Text;
using System.Text.Json;
using Tracking.Portal.Buyer;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Buyer;

/// <summary>What a shop may not choose as its look, and what becomes of the colours it may.</summary>
public sealed class ShopLookTests(SharedPortal shared) : IClassFixture<SharedPortal>
{
    private readonly PortalApp _portal = shared.Portal;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", 0, HttpStatusCode.UnprocessableEntity)]
    [InlineData("", 0, HttpStatusCode.UnprocessableEntity)]
    [InlineData("GIF89a", 30_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task What_is_no_picture_or_too_large_is_refused_as_a_logo(string begins, int more, HttpStatusCode status)
    {
        using var picture = new ByteArrayContent([.. Encoding.ASCII.GetBytes(begins), .. new byte[more]]) { Headers = { ContentType = new("image/png") } };
        using var answer = await _portal.Api.PutAsync("/api/v1/shop/logo", picture, Cancel);
        Assert.Equal(status, answer.StatusCode);
    }

    [Theory]
    [InlineData("{\"brand\":{\"accent\":\"red\"}}", "brand.accent")]
    [InlineData("{\"brand\":{\"sites\":[\"https://shop.example.test/path\"]}}", "brand.sites[0]")]
    [InlineData("{\"brand\":{\"sites\":[\"https://a.example.test; script-src *\"]}}", "brand.sites[0]")]
    [InlineData("{\"brand\":{\"sites\":[\"https://*.example.test\"]}}", "brand.sites[0]")]
    [InlineData("{\"supportUrl\":\"javascript:alert(1)\"}", "supportUrl")]
    public async Task A_look_that_could_do_harm_is_refused_by_the_name_of_its_field(string body, string field)
    {
        using var answer = await _portal.Api.PutAsync("/api/v1/shop", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(field, Assert.Single(problem.RootElement.GetProperty("errors").EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("ffcc00")]
    [InlineData("ffffff")]
    [InlineData("000000")]
    [InlineData("1d5bb8")]
    [InlineData("e4002b")]
    public async Task Any_colour_of_a_shop_can_be_read_on_light_and_on_dark_ground(string accent)
    {
        Assert.True(BrandColours.Contrast(BrandColours.Of(BrandColours.Light(accent)), BrandColours.Of("f5f5f2")) >= 4.5);
        Assert.True(BrandColours.Contrast(BrandColours.Of(BrandColours.Dark(accent)), BrandColours.Of("1c1f22")) >= 4.5);
        Assert.Contains(BrandColours.Light(accent), await _portal.Http.GetStringAsync($"/brand/{accent}.css", Cancel));
    }
}
