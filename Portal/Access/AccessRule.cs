namespace Tracking.Portal.Access;

/// <summary>What is demanded of all who sign in; one row.</summary>
public sealed class AccessRule
{
    public required bool One { get; init; }

    /// <summary>From this role on a second factor is needed; null for nobody.</summary>
    public Role? SecondFactorFrom { get; set; }
}
