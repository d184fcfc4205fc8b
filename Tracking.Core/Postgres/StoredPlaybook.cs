using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>A playbook with what is live of it, and what is being written.</summary>
/// <param name="Version">The live version, 0 for the build's own; null while it is off, or was never live.</param>
/// <param name="Live">Null while it is off.</param>
/// <param name="Draft">What somebody edits; null where nobody does.</param>
/// <param name="Revision">Grows with every act; 0 for one that nobody touched.</param>
public sealed record StoredPlaybook(string Key, int? Version, Playbook? Live, Playbook? Draft, int Revision)
{
    /// <summary>What people see of it first: what is edited, else what is live.</summary>
    public Playbook? Shown => Draft ?? Live;

    /// <summary>True for one that came with the build, edited or not.</summary>
    public bool IsShipped => ShippedPlaybooks.All.ContainsKey(Key);
}
