namespace Tracking.Core.Lanes;

/// <summary>How a spell ended: the parcel moved on; it was still waiting when we last looked (censored); it went back (a competing exit); or it was lost.</summary>
public enum SpellEnd { Moved, Waiting, Returned, Lost }
