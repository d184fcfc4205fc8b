namespace Tracking.Portal.Api;

/// <summary>Which message to show, of an order that does not exist.</summary>
public sealed record NoticePreviewRequest
{
    /// <summary>A kind, such as <c>Delivered</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>A language tag, such as <c>de</c>; left out: <c>en</c>.</summary>
    public string? Language { get; init; }

    /// <summary>Words to try before they are set; left out: those that are.</summary>
    public NoticesAnswer? Notices { get; init; }
}
