namespace Tracking.Core.Findings;

/// <summary>How much a finding needs a person: a watch is only shown, a warning opens a case that can wait, an exception one that should not, a critical one comes first.</summary>
public enum Severity { Watch, Warning, Exception, Critical }
