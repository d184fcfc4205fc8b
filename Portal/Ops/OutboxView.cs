using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Tracking.Core.Notices;

namespace Tracking.Portal.Ops;

/// <summary>What the page of messages shows, as its address says it.</summary>
public sealed record OutboxView(MailFilter Filter, long? Open = null)
{
    public const string Path = "/ops/outbox";

    /// <summary>The view that an address's query asks for; words that mean nothing are passed over.</summary>
    public static OutboxView Of(string query)
    {
        var said = QueryHelpers.ParseQuery(query);
        return new(new(
            Enum.TryParse<MailState>(One("state"), true, out var state) && Enum.IsDefined(state) ? state : null,
            One("order"), Id("before"), Id("parcel")), Id("mail"));

        string? One(string name) => said.TryGetValue(name, out var values) && values.FirstOrDefault() is { Length: > 0 and <= 128 } value ? value.Trim() : null;
        long? Id(string name) => long.TryParse(One(name), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }

    /// <summary>The address of this view.</summary>
    public string ToUrl()
    {
        var said = new Dictionary<string, string?>();
        if (Filter.State is { } state)
            said["state"] = state.ToString();
        if (!string.IsNullOrWhiteSpace(Filter.Search))
            said["order"] = Filter.Search;
        if (Filter.Parcel is { } parcel)
            said["parcel"] = parcel.ToString(CultureInfo.InvariantCulture);
        if (Filter.Before is { } before)
            said["before"] = before.ToString(CultureInfo.InvariantCulture);
        if (Open is { } open)
            said["mail"] = open.ToString(CultureInfo.InvariantCulture);
        return QueryHelpers.AddQueryString(Path, said);
    }

    /// <summary>What a message tells, in words.</summary>
    public static string Tells(Mail mail) => mail.Letter is { } letter ? $"Letter: {letter.Subject}" : mail.Notices.Count == 0 ? "nothing any more"
        : string.Join(", ", mail.Notices.GroupBy(notice => notice.Kind).Select(same => Words.Of(same.Key) + (same.Count() > 1 ? $" × {same.Count()}" : "")));

    /// <summary>An address of which its owner alone can tell whose it is: <c>b•••@e•••</c>.</summary>
    public static string Masked(string address) => string.Join('@', address.Split('@').Select(part => part.Length == 0 ? "•••" : part[..1] + "•••"));

    /// <summary>The mark of a state: what needs a person stands out.</summary>
    public static string Tone(MailState state) => state switch
    {
        MailState.Uncertain or MailState.Refused => "warn",
        MailState.Sent => "good",
        _ => "calm",
    };
}
