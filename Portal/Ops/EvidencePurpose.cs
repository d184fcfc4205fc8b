using Tracking.Core.Findings;

namespace Tracking.Portal.Ops;

/// <summary>What somebody asks of evidence, with the answers.</summary>
/// <param name="Note">How it is known that they ask for this.</param>
public sealed record EvidencePurpose(string Title, string Note, IReadOnlyList<Explained> Facts);
