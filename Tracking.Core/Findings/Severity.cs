namespace Tracking.Core.Findings;

/// <summary>How much a finding needs a person: a watch is only shown, a warning is worth a look, an exception opens a case, a critical one comes first.</summary>
public enum Severity { Watch, Warning, Exception, Critical }
