namespace Tracking.Core.Findings;

/// <summary>What is at stake: the parcel's value, what of it is lost on average, and from which loss on a person's look pays, in one currency, ISO 4217.</summary>
/// <param name="Pays">False also where the loss is high enough but so many still move by themselves that it is better to wait.</param>
public readonly record struct Stake(decimal Value, decimal Expected, decimal LookCost, string Currency, bool Pays);
