using System.Globalization;
using NodaTime.Text;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Api;

/// <summary>What changed after a cursor; ask again after <paramref name="Next"/>.</summary>
public sealed record ChangesAnswer(IReadOnlyList<ChangesAnswer.Change> Items, string Next)
{
    public static ChangesAnswer Of(IReadOnlyList<ParcelChange> changes, ChangeCursor after) => new(
        [.. changes.Select(change => new Change(
            change.Cursor.ToString(), change.ParcelId.ToString(CultureInfo.InvariantCulture), change.Kind, InstantPattern.ExtendedIso.Format(change.At)))],
        (changes.Count > 0 ? changes[^1].Cursor : after).ToString());

    /// <summary>One change: <c>timeline</c>, <c>finding</c> or <c>case</c>.</summary>
    public sealed record Change(string Cursor, string Parcel, string Kind, string At);
}
