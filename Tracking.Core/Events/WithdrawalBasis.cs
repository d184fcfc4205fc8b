namespace Tracking.Core.Events;

/// <summary>How a source took something back: it said so, or its whole history does not have it any more.</summary>
public enum WithdrawalBasis { Said, Absence }
