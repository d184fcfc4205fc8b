namespace Tracking.Core.Findings;

/// <summary>One kind of gap or exception: what opens it, and by no longer being found, what clears it.</summary>
public abstract class FindingRule
{
    public abstract FindingKind Kind { get; }

    /// <summary>True for a rule that infers something from silence: it holds its tongue while the carrier cannot be heard, and when the journey is over.</summary>
    public virtual bool IsGap => false;

    /// <summary>What this rule finds; pure, and blind to the clock but through <see cref="Standing.Past"/>.</summary>
    public abstract IEnumerable<Finding> Find(Standing standing);
}
