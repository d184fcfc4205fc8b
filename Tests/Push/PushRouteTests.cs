using System.Net.Sockets;
using System.Text;
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
