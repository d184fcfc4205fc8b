using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Tracking.Jobs;
using MailFolder = Tracking.Jobs.MailFolder;

namespace Tracking.Portal.Notices;

/// <summary>The way out of messages, open for a while: one connection to the mail server, or the folder of files.</summary>
public sealed class MailDoor : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SmtpClient? _server;
    private readonly Sight _sight;
    private readonly MailFolder _folder;

    private MailDoor(SmtpClient? server, Sight sight, MailFolder folder) => (_server, _sight, _folder) = (server, sight, folder);

    /// <summary>False once the server hung up or is not to be trusted to be in step any more.</summary>
    public bool IsOpen => _server is null or { IsConnected: true };

    /// <summary>Connects and signs in.</summary>
    /// <exception cref="MailServerException">The server cannot be reached or does not let us in; the message says which, and nothing secret.</exception>
    public static async Task<MailDoor> OpenAsync(MailSettings settings, MailFolder folder, CancellationToken cancel)
    {
        var sight = new Sight();
        if (settings.Host is not { Length: > 0 } host)
            return new(null, sight, folder);
        var server = new SmtpClient(sight) { Timeout = (int)Patience.TotalMilliseconds };
        try
        {
            await server.ConnectAsync(host, settings.Port, settings.Security switch
            {
                "Tls" => SecureSocketOptions.SslOnConnect,
                "Auto" => SecureSocketOptions.StartTlsWhenAvailable,
                "None" => SecureSocketOptions.None,
                _ => SecureSocketOptions.StartTls,
            }, cancel);
            if (settings.User is { Length: > 0 } user)
                await server.AuthenticateAsync(user, settings.Password ?? "", cancel);
            return new(server, sight, folder);
        }
        catch (Exception error) when (error is SocketException or IOException or ProtocolException or CommandException or MailKit.Security.AuthenticationException or SslHandshakeException or TimeoutException or NotSupportedException)
        {
            server.Dispose();
            throw new MailServerException(error switch
            {
                MailKit.Security.AuthenticationException => "it does not accept Mail:User and Mail:Password",
                SslHandshakeException => "its certificate or TLS is not accepted",
                NotSupportedException => "it offers no STARTTLS: see Mail:Security",
                SmtpCommandException command => $"it greets with {(int)command.StatusCode}",
                SocketException => "it cannot be reached",
                _ => "it hung up while it was greeted",
            }, error);
        }
    }

    /// <summary>Hands one message over.</summary>
    /// <param name="name">Of its file, where there is no server.</param>
    /// <param name="cancel">A cancelled hand-over ends as <see cref="HandOver.NotNow"/> or <see cref="HandOver.Uncertain"/>, as it came.</param>
    public async Task<HandOver> HandAsync(MimeMessage message, string name, CancellationToken cancel)
    {
        _sight.HasSent = false;
        try
        {
            if (_server is null)
                await _folder.PutAsync(name, stream => message.WriteToAsync(stream, CancellationToken.None), cancel);
            else
                await _server.SendAsync(message, cancel);
            return new HandOver.Done();
        }
        // The server answered, so nothing is uncertain. Its words can hold the address: only its number is kept.
        catch (SmtpCommandException answer)
        {
            var why = $"the mail server answered {(int)answer.StatusCode}";
            return (int)answer.StatusCode >= 500 ? new HandOver.Refused(why) : new HandOver.NotNow(why);
        }
        catch (Exception error) when (error is SocketException or IOException or ProtocolException or TimeoutException or OperationCanceledException or ServiceNotConnectedException or ServiceNotAuthenticatedException or ObjectDisposedException or UnauthorizedAccessException)
        {
            return _sight.HasSent
                ? new HandOver.Uncertain("the connection was lost after the message had been sent, before the server said that it has it")
                : new HandOver.NotNow(_server is null ? "its file could not be written" : "the connection was lost before the message was sent");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
            return;
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            if (_server.IsConnected)
                await _server.DisconnectAsync(true, soon.Token);
        }
        catch (Exception error) when (error is IOException or SocketException or ProtocolException or CommandException or OperationCanceledException)
        {
        }
        _server.Dispose();
    }

    /// <summary>Sees whether the message itself has begun to leave; writes nothing down.</summary>
    private sealed class Sight : IProtocolLogger
    {
        public bool HasSent { get; set; }
        public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

        public void LogConnect(Uri uri)
        {
        }

        public void LogClient(byte[] buffer, int offset, int count)
        {
            var sent = buffer.AsSpan(offset, count);
            HasSent |= sent.StartsWith("DATA\r\n"u8) || sent.StartsWith("BDAT "u8);
        }

        public void LogServer(byte[] buffer, int offset, int count)
        {
        }

        public void Dispose()
        {
        }
    }
}
