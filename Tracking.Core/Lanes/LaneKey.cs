namespace Tracking.Core.Lanes;

/// <summary>
/// Where and by whom a parcel travels, as norms tell lanes apart; an empty part was not said. What is usual is learned for the whole key and
/// borrowed, by stated weights, from carrier × destination, then from the carrier, then from all.
/// </summary>
public readonly record struct LaneKey(string Carrier, string Origin, string Destination, string Service)
{
    /// <summary>The country in which the parcel ends: <c>BR</c> of <c>BR</c> as of <c>BR-SP</c>.</summary>
    public string Country => Destination.Length >= 2 ? Destination[..2] : "";

    public override string ToString() => string.Join(" · ", new[] { Carrier, $"{Or(Origin)} → {Or(Destination)}", Service }.Where(part => part.Length > 0));

    private static string Or(string end) => end.Length > 0 ? end : "?";
}
