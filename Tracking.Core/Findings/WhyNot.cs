namespace Tracking.Core.Findings;

/// <summary>Why a parcel is not an exception, or not a graver one: in a sentence, and what each rule that applies waits for, the next to speak first.</summary>
public sealed record WhyNot(string Sentence, IReadOnlyList<Awaited> Awaited);
