using NodaTime;

namespace Tracking.Tests.Given;

/// <summary>A scan as FedEx tells it.</summary>
public sealed record FedexScan(OffsetDateTime At, string Code, string Text, string City, string Country);
