using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Jobs;

/// <summary>How messages to buyers leave; the section <c>Mail</c>.</summary>
public sealed class MailSettings
{
    /// <summary>The SMTP server; null: messages become <c>.eml</c> files in <see cref="Folder"/>.</summary>
    public string? Host { get; set; }
    public int Port { get; set; } = 587;
    public string? User { get; set; }
    public string? Password { get; set; }

    /// <summary><c>StartTls</c> demands TLS after the greeting, <c>Tls</c> before it, <c>Auto</c> takes what the server offers, <c>None</c> is for a server on this machine.</summary>
    public string Security { get; set; } = "StartTls";

    /// <summary>The address messages come from, such as <c>tracking@shop.example.com</c>.</summary>
    public string? From { get; set; }

    /// <summary>Where files lie instead; null: <c>mail</c> in the data folder.</summary>
    public string? Folder { get; set; }

    /// <summary>How long news wait for others of the same order, so that they travel together.</summary>
    public int GroupSeconds { get; set; } = 120;

    /// <summary>The hours in which nobody is written to, at the buyer's place, such as <c>21:00-08:00</c>; empty: none.</summary>
    public string QuietHours { get; set; } = "21:00-08:00";

    /// <summary>The address in <c>From</c>; without one, files still need some.</summary>
    public string Sender => From ?? "tracking@localhost.invalid";

    /// <summary>What stands behind the @ of a Message-ID.</summary>
    public string Domain => Sender.Split('@')[^1];

    /// <summary>From when until when it is quiet; the same twice: never.</summary>
    public (LocalTime From, LocalTime Until) Quiet()
    {
        var ends = QuietHours.Split('-', StringSplitOptions.TrimEntries);
        return QuietHours.Length == 0 ? default : (Hour(ends[0])!.Value, Hour(ends[1])!.Value);
    }

    /// <summary>What is wrong with the settings, a sentence each, naming the key.</summary>
    public IEnumerable<string> Problems()
    {
        if (Host is { Length: > 0 } && From is null)
            yield return "Mail:From is missing: name the address messages come from, such as Mail:From=tracking@shop.example.com.";
        if (From is { } from && (from.Count(letter => letter == '@') != 1 || from.StartsWith('@') || from.EndsWith('@') || from.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '<' or '>' or ',')))
            yield return "Mail:From is an address alone, such as tracking@shop.example.com.";
        if (Port is < 1 or > 65535)
            yield return "Mail:Port is a number from 1 to 65535, mostly 587.";
        if (Security is not ("StartTls" or "Tls" or "Auto" or "None"))
            yield return "Mail:Security is StartTls, Tls, Auto or None.";
        if (User is { Length: > 0 } && Security is "None" && Host is not ("localhost" or "127.0.0.1" or "::1"))
            yield return "Mail:Security=None would send Mail:Password in clear: use StartTls or Tls.";
        if (GroupSeconds is < 0 or > 3600)
            yield return "Mail:GroupSeconds is a number from 0 to 3600.";
        if (QuietHours.Length > 0 && (QuietHours.Split('-', StringSplitOptions.TrimEntries) is not [var begin, var end] || Hour(begin) is null || Hour(end) is null))
            yield return "Mail:QuietHours is written as 21:00-08:00, or empty for none.";
    }

    private static LocalTime? Hour(string text) => LocalTimePattern.Create("HH:mm", CultureInfo.InvariantCulture).Parse(text) is { Success: true, Value: var hour } ? hour : null;
}
