using Tracking.Core.Notices;
using Tracking.Portal.Buyer;

namespace Tracking.Portal.Notices;

/// <summary>The form in which a buyer asks to be told.</summary>
/// <param name="Action">Where it is sent.</param>
/// <param name="IsOn">True where they are told already.</param>
public sealed record NoticesView(string Action, bool IsOn, IReadOnlyList<NoticesView.Choice> Choices)
{
    /// <summary>The form of an order; null where there is nobody to write to, nothing is offered, or nothing more is to come.</summary>
    public static NoticesView? Of(string token, bool hasAddress, bool isOver, NoticeSettings settings, Subscription? subscription, Texts texts)
    {
        var isOn = subscription is { EndedAt: null, Kinds.Count: > 0 };
        var offered = Enum.GetValues<NoticeKind>().Where(settings.Offers).ToList();
        return !hasAddress || offered.Count == 0 || isOver && !isOn ? null
            : new($"/t/{token}/notices{texts.Query}", isOn, [.. offered.Select(kind => new Choice(kind.ToString(), texts["Notices.Kind." + kind], !isOn || subscription!.Kinds.Contains(kind)))]);
    }

    /// <summary>One kind to tick.</summary>
    public sealed record Choice(string Name, string Label, bool Ticked);
}
