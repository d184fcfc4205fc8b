using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tracking.Tests.Given;

/// <summary>A mail server on loopback that answers as a test wants and keeps what it took.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;

    public MailServer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>What it answers to the message itself; null: it hangs up once it has it.</summary>
    public string? AfterData { get; set; } = "250 taken";

    /// <summary>What it answers to a recipient; null: it hangs up instead.</summary>
    public string? ToRecipient { get; set; } = "250 known";

    /// <summary>Every message that came whole, whatever was answered.</summary>
    public List<string> Came { get; } = [];

    /// <summary>From now on nobody answers here.</summary>
    public void Close() => _listener.Stop();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
        await Task.WhenAll(open);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            await using var writer = new StreamWriter(client.GetStream(), Encoding.ASCII) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 mail.example.test");
            while (await reader.ReadLineAsync(_end.Token) is { } line)
            {
                var answer = line.Split(' ', ':')[0].ToUpperInvariant() switch
                {
                    "RCPT" => ToRecipient,
                    "DATA" => await TakeAsync(),
                    "QUIT" => null,
                    _ => "250 yes",
                };
                if (answer is null)
                    return;
                await writer.WriteLineAsync(answer);
            }

            async Task<string?> TakeAsync()
            {
                await writer.WriteLineAsync("354 go on");
                var message = new StringBuilder();
                while (await reader.ReadLineAsync(_end.Token) is { } said and not ".")
                    message.Append(said.StartsWith('.') ? said[1..] : said).Append("\r\n");
                lock (Came)
                    Came.Add(message.ToString());
                return AfterData;
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
        }
    }
}
