namespace Tracking.Jobs;

/// <summary>What a carrier's engineer needs to push to us.</summary>
/// <param name="Carrier">Its id, the last part of the address.</param>
/// <param name="MediaTypes">The content types that are taken.</param>
/// <param name="Proof">How a push is proven, in a sentence.</param>
/// <param name="Headers">The proof's headers for <paramref name="SampleBody"/> under <paramref name="SampleSecret"/>: a vector to check a signing routine with.</param>
/// <param name="Status">The answer to a push that is kept.</param>
/// <param name="Answer">The exact body of that answer, where this carrier demands one.</param>
/// <param name="IsHint">True where the proof is too weak to be believed alone.</param>
public sealed record PushGuide(
    string Carrier, string Name, IReadOnlyList<string> MediaTypes, string Proof, IReadOnlyList<(string Name, string Value)> Headers, string SampleBody, string SampleSecret, int Status, string? Answer, bool IsHint);
