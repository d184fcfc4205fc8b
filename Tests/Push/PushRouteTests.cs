using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Push;

/// <summary>Pushes whose very framing is wrong, at the real portal.</summary>
public sealed class PushRouteTests : IAsyncLifetime
{
    private PortalApp _portal = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await PortalApp.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task The_page_for_a_carriers_engineer_holds_its_address_its_proof_and_a_request_that_proves_itself()
    {
        var page = await _portal.Http.GetStringAsync("/docs/push/fedex", Cancel);
        Assert.Contains(_portal.Address + "push/fedex", page, StringComparison.Ordinal);
        Assert.Contains("HMAC-SHA256 over the raw body", page, StringComparison.Ordinal);
        var signature = Regex.Match(WebUtility.HtmlDecode(page), "-H 'fdx-signature: ([^']+)'").Groups[1].Value;
        Assert.Equal(Convert.ToBase64String(HMACSHA256.HashData("a-secret-for-trying"u8, """{"hello":"carrier"}"""u8)), signature);
        Assert.Contains("/docs/push/seventeentrack", await _portal.Http.GetStringAsync("/docs/push", Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _portal.Http.GetAsync("/docs/push/nobody", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _portal.Http.GetAsync("/docs/push/usps", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nZZ\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":1}\r\n")]
    public async Task A_body_that_is_not_what_its_framing_says_is_the_senders_fault(string rest)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_portal.Address.Host, _portal.Address.Port, Cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("POST /push/fedex HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n" + rest), Cancel);
        using var answer = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 400 Bad Request", await answer.ReadLineAsync(Cancel));
    }
}
