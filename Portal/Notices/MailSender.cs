using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.Text;
using MimeKit.Utils;
using NodaTime;
using Tracking.Core.Notices;
using Tracking.Core.Postgres;
using Tracking.Jobs;

namespace Tracking.Portal.Notices;

/// <summary>Hands over what is due: each message claimed first, so that none leaves twice, whatever ends in between.</summary>
public sealed partial class MailSender(MailStore mails, MailWriter writer, MailFolder folder, IOptions<MailSettings> settings, TimeProvider clock, ILogger<MailSender> logger)
{
    /// <summary>How long a message that was not taken waits before each further try; after the last it is refused.</summary>
    private static readonly Duration[] Waits = [Duration.FromMinutes(1), Duration.FromMinutes(5), Duration.FromMinutes(15), Duration.FromHours(1), Duration.FromHours(3), Duration.FromHours(6), Duration.FromHours(12)];

    private readonly string _node = $"{Environment.MachineName}:{Environment.ProcessId}";

    /// <summary>Hands over all that is due; how many left.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancel)
    {
        if (await mails.SettleLeftAsync(cancel) is > 0 and var left)
            LeftBehind(left);
        if (!await mails.IsDueAsync(cancel))
            return 0;
        var sent = 0;
        try
        {
            await using var door = await MailDoor.OpenAsync(settings.Value, folder, cancel);
            await mails.NoteServerAsync(null, cancel);
            while (door.IsOpen && await mails.ClaimAsync(_node, cancel) is { } mail)
                sent += await HandAsync(door, mail, cancel) ? 1 : 0;
        }
        catch (MailServerException closed)
        {
            await mails.NoteServerAsync(closed.Message, cancel);
            ServerClosed(closed.Message);
        }
        return sent;
    }

    /// <summary>Hands over a sample to a person of the portal; null where it left, else why not.</summary>
    public async Task<string?> SendSampleAsync(MailText text, string to, CancellationToken cancel)
    {
        if (!MailboxAddress.TryParse(to, out var address))
            return "the address is none";
        try
        {
            await using var door = await MailDoor.OpenAsync(settings.Value, folder, cancel);
            var name = "sample-" + Guid.NewGuid().ToString("N")[..8];
            return await door.HandAsync(Compose(text, $"{Guid.NewGuid():N}@{settings.Value.Domain}", address), name, cancel) switch
            {
                HandOver.Done => null,
                HandOver.Refused(var why) => why,
                HandOver.NotNow(var why) => why,
                HandOver.Uncertain(var why) => why,
                _ => throw new InvalidOperationException("A hand-over has four ends."),
            };
        }
        catch (MailServerException closed)
        {
            return closed.Message;
        }
    }

    private async Task<bool> HandAsync(MailDoor door, Mail mail, CancellationToken cancel)
    {
        // What is claimed is put back or ended, also where this node is told to stop.
        var keep = CancellationToken.None;
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var (from, until) = settings.Value.Quiet();
        if (new QuietHours(from, until, QuietHours.ZonesOf(mail.Destination)).Next(now) is var morning && morning > now)
        {
            await mails.PutBackAsync(mail.Id, morning, mail.Why, false, keep);
            return false;
        }
        if (await mails.FindAddressAsync(mail.Id, keep) is not { } to)
        {
            await mails.EndAsync(mail.Id, MailState.Dropped, "nobody to write to: the buyer was forgotten, or had enough", keep);
            return false;
        }
        if (!MailboxAddress.TryParse(to, out var address))
        {
            await mails.EndAsync(mail.Id, MailState.Refused, "the order's address is none", keep);
            return false;
        }
        if (await writer.WriteAsync(mail, keep) is not { } text)
        {
            await mails.DropUntoldAsync(mail.Id, keep);
            return false;
        }
        switch (await door.HandAsync(Compose(text, mail.MessageId, address), mail.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), cancel))
        {
            case HandOver.Done:
                await mails.EndAsync(mail.Id, MailState.Sent, null, keep);
                return true;
            case HandOver.Refused(var why):
                await mails.EndAsync(mail.Id, MailState.Refused, why, keep);
                break;
            case HandOver.NotNow(var why) when mail.Attempts > Waits.Length:
                await mails.EndAsync(mail.Id, MailState.Refused, $"given up after {mail.Attempts} tries: {why}", keep);
                break;
            case HandOver.NotNow(var why):
                await mails.PutBackAsync(mail.Id, now + Waits[Math.Max(0, mail.Attempts - 1)], why, true, keep);
                break;
            case HandOver.Uncertain(var why):
                await mails.EndAsync(mail.Id, MailState.Uncertain, why, keep);
                Uncertain(mail.Id);
                break;
        }
        return false;
    }

    private MimeMessage Compose(MailText text, string messageId, MailboxAddress to)
    {
        var message = new MimeMessage { Subject = text.Subject, MessageId = messageId, Date = clock.GetUtcNow() };
        message.From.Add(new MailboxAddress(text.FromName, settings.Value.Sender));
        message.To.Add(new MailboxAddress("", to.Address));
        if (text.ReplyTo is { } reply && MailboxAddress.TryParse(reply, out var answers))
            message.ReplyTo.Add(answers);
        message.Headers.Add("List-Unsubscribe", $"<{text.Stop.AbsoluteUri}>");
        message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Body = new MultipartAlternative(new TextPart(TextFormat.Plain) { Text = text.Text }, new TextPart(TextFormat.Html) { Text = text.Html });
        return message;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages were left behind by a node that ended while it handed them over; see /ops/outbox")]
    private partial void LeftBehind(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The mail server takes nothing: {Why}")]
    private partial void ServerClosed(string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody knows whether message {Mail} was taken; see /ops/outbox")]
    private partial void Uncertain(long mail);
}
