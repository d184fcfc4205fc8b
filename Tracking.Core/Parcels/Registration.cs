namespace Tracking.Core.Parcels;

/// <summary>What came of registering an order.</summary>
/// <param name="IsNew">False where the order was there already and was added to.</param>
public sealed record Registration(Order Order, bool IsNew);
