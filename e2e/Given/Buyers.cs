namespace Tracking.EndToEnd.Given;

/// <summary>Stories of buyers, told beside those of operations.</summary>
[CollectionDefinition(nameof(Buyers))]
public sealed class Buyers;
