namespace Tracking.Core.Parcels;

/// <summary>The id of a carrier or aggregator: lower-case letters, digits and hyphens, such as <c>dhl-unified</c>.</summary>
public readonly record struct CarrierId(string Value) : IComparable<CarrierId>
{
    public int CompareTo(CarrierId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
