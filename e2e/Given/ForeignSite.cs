using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tracking.EndToEnd.Given;

/// <summary>A shop's own site on another origin: one page, under a policy of its own.</summary>
public sealed class ForeignSite : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    /// <param name="html">The body of its page.</param>
    /// <param name="policy">Its Content-Security-Policy.</param>
    public ForeignSite(string html, string policy)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            // Browsers keep pages of far hosts from loopback: localhost is another origin than 127.0.0.1 all the same.
            Origin = $"http://localhost:{((IPEndPoint)free.LocalEndpoint).Port}";
        }
        _listener.Prefixes.Add(Origin + "/");
        _listener.Start();
        _serving = ServeAsync(Encoding.UTF8.GetBytes($"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>A shop</title></head><body>{html}</body></html>"), policy);
    }

    public string Origin { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Close();
    }

    private async Task ServeAsync(byte[] page, string policy)
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                context.Response.ContentType = "text/html; charset=utf-8";
                context.Response.Headers["Content-Security-Policy"] = policy;
                await context.Response.OutputStream.WriteAsync(page);
                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
