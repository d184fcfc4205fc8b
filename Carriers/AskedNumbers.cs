using Tracking.Core.Events;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>Ties the numbers that an answer repeats to those that were asked for.</summary>
public static class AskedNumbers
{
    /// <summary>Stands for the number in the statements of an answer that names none and of which it is not known who asked for what: such an answer is read for a person, and never stored.</summary>
    public static readonly TrackingNumber Unnamed = TrackingNumber.Get("UNNAMED");

    /// <summary>The number that a part of an answer is about: the one it repeats, or the only one asked where it repeats none or, being the only part, another form of it; null where neither tells.</summary>
    /// <param name="alone">True where the answer has no other part.</param>
    public static TrackingNumber? NumberFor(this Wire wire, TrackingNumber? told, bool alone) =>
        wire.Asked is [var only] && (told is null || alone) ? only : told;

    /// <summary>What was asked for and has no result: the answer left it out, which says nothing about it.</summary>
    public static IEnumerable<NumberResult> LeftOut(this Wire wire, IEnumerable<NumberResult> results)
    {
        var answered = results.Select(result => result.Number).ToHashSet();
        return wire.Asked.Where(asked => !answered.Contains(asked)).Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = "left out of the answer" });
    }

    /// <summary>An answer that judges none of the numbers it was asked for.</summary>
    public static CarrierReply.Answered Inconclusive(this Wire wire, string why) => new([.. wire.Asked.Select(asked => new NumberResult { Number = asked, Outcome = NumberOutcome.Inconclusive, Why = why })])
    {
        Problems = [why],
    };

    /// <summary>The only number that was asked for is not known to the carrier; where several were asked, which of them is not said.</summary>
    public static CarrierReply.Answered NotFound(this Wire wire, string why) => new([new NumberResult { Number = wire.Asked is [var only] ? only : null, Outcome = NumberOutcome.NotFound, Why = why }]);
}
