namespace Tracking.Core.Findings;

/// <summary>One kind of gap or exception: what opens it, and by no longer being found, what clears it.</summary>
public abstract class FindingRule
{
    public abstract FindingKind Kind { get; }

    /// <summary>True for a rule that infers something from silence: while the carrier cannot be heard it judges by the moment at which it last was, and it holds its tongue when the journey is over.</summary>
    public virtual bool IsGap => false;

    /// <summary>What this rule finds; pure, and blind to the clock but through <see cref="Standing.Past"/>.</summary>
    public abstract IEnumerable<Finding> Find(Standing standing);
}
