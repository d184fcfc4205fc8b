using NodaTime;
using Tracking.Core.Cases;

namespace Tracking.Core.Postgres;

/// <summary>A version that was live once; 0 is the build's own.</summary>
public sealed record PlaybookVersion(int Number, Playbook Document, string? By, Instant? At, string? Note);
