namespace Tracking.Portal.Access;

/// <summary>What a person may do; each may all that those before it may.</summary>
public enum Role
{
    /// <summary>Looks.</summary>
    Viewer,

    /// <summary>Works cases.</summary>
    Agent,

    /// <summary>Gives cases to others.</summary>
    Lead,

    /// <summary>Invites people and sees the machinery.</summary>
    Administrator,
}
