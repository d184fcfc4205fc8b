using NodaTime;

namespace Tracking.Core.Notices;

/// <summary>One thing that a message tells of one parcel; see <see cref="Notice"/>.</summary>
public sealed record MailNotice(long ParcelId, NoticeKind Kind, string Occasion, Instant At);
