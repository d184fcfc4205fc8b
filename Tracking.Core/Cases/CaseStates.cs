namespace Tracking.Core.Cases;

/// <summary>What each state says beyond its name.</summary>
public static class CaseStates
{
    public static bool IsClosed(this CaseState state) => state is CaseState.Resolved or CaseState.Dismissed or CaseState.Cleared;
}
