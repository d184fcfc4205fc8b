using System.Net;
using Tracking.Portal.Buyer;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Buyer;

/// <summary>Whoever has no order here: dead links, addresses that never were, forms that are none, and guesses without end.</summary>
public sealed class StrangerTests(SharedPortal shared) : IClassFixture<SharedPortal>
{
    private readonly PortalApp _portal = shared.Portal;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("short")]
    [InlineData("%3Cscript%3E")]
    public async Task A_link_that_leads_nowhere_says_so_kindly(string token)
    {
        using var answer = await _portal.Http.GetAsync("/t/" + token, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("This link leads nowhere", await answer.Content.ReadAsStringAsync(Cancel));
        using var json = await _portal.Http.GetAsync($"/t/{token}.json", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, json.StatusCode);
        using var live = await _portal.Http.GetAsync($"/t/{token}/live", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, live.StatusCode);
    }

    [Fact]
    public async Task An_address_that_never_was_has_a_page_for_people_and_none_for_programs()
    {
        using var person = new HttpRequestMessage(HttpMethod.Get, "/no/such/page") { Headers = { { "Accept", "text/html,*/*;q=0.8" } } };
        using var page = await _portal.Http.SendAsync(person, Cancel);
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains("There is no such page", await page.Content.ReadAsStringAsync(Cancel));
        using var program = await _portal.Http.GetAsync("/no/such/page", Cancel);
        Assert.Equal((HttpStatusCode.NotFound, ""), (program.StatusCode, await program.Content.ReadAsStringAsync(Cancel)));
    }

    [Theory]
    [InlineData("number=a%00b&proof=c")]
    [InlineData("trackingNumber=7700%00")]
    [InlineData("number=%FF%ED%A0%80&proof=%FF")]
    public async Task A_form_of_bytes_that_are_no_text_is_refused_and_breaks_nothing(string form)
    {
        using var answer = await _portal.Http.PostAsync("/track", new StringContent(form, null, "application/x-www-form-urlencoded"), Cancel);
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, answer.StatusCode.ToString());
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public void A_caller_who_is_refused_uses_up_nobodys_tries()
    {
        var lookup = _portal.Get<Lookup>();
        for (var i = 0; i < 10; i++)
            Assert.True(lookup.Allows("10.0.0.1", "other" + i));
        for (var i = 0; i < 100; i++)
            Assert.False(lookup.Allows("10.0.0.1", "SO-1"));
        Assert.True(lookup.Allows("10.0.0.2", "SO-1"));
    }
}
