namespace Tracking.Core.Parcels;

/// <summary>What is wrong with one field of what somebody sent, in a sentence for its sender.</summary>
/// <param name="Field">The path of the field, such as <c>parcels[1].trackingNumber</c>.</param>
public sealed record FieldProblem(string Field, string Sentence);
