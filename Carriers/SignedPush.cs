namespace Tracking.Carriers;

/// <summary>A push as a sender that knows the secret would send it.</summary>
/// <param name="Headers">What the proof adds to the request.</param>
/// <param name="Body">The body, as it goes over the wire.</param>
public sealed record SignedPush(IReadOnlyList<(string Name, string Value)> Headers, ReadOnlyMemory<byte> Body);
