namespace Tracking.Core.Postgres;

/// <summary>What an erasure found and did.</summary>
/// <param name="Orders">Orders that no longer name a buyer and whose links are revoked.</param>
/// <param name="Parcels">Parcels that travelled for this buyer alone, of which only codes, clocks and countries are kept.</param>
/// <param name="WiresDeleted">Raw answers and pushes that spoke of these parcels alone.</param>
/// <param name="WiresMasked">Those that speak of others' parcels too: the buyer's e-mail address, name and postcode are blotted out in them.</param>
public sealed record Erased(int Orders, int Parcels, int WiresDeleted, int WiresMasked);
