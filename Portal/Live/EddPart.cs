using NodaTime.Text;
using Tracking.Core.Events;

namespace Tracking.Portal.Live;

/// <summary>The days between which a delivery is promised, such as <c>2026-11-24</c> and <c>2026-11-26</c>.</summary>
public sealed record EddPart(string From, string To)
{
    public static EddPart? Of(Edd? edd) => edd is null ? null : new(LocalDatePattern.Iso.Format(edd.From), LocalDatePattern.Iso.Format(edd.To));
}
