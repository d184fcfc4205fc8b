namespace Tracking.Core.Postgres;

/// <summary>What a carrier did in some hours.</summary>
/// <param name="Answered">Polls that were answered.</param>
/// <param name="Failed">Polls that were answered with a refusal or the carrier's own failure; those that nothing answered are not among them.</param>
/// <param name="Pushed">Proven pushes.</param>
/// <param name="Repeated">Proven pushes whose very body had come before.</param>
/// <param name="Events">Statements told for the first time.</param>
/// <param name="OutOfOrder">Of them, about something before what it had told of the parcel already.</param>
/// <param name="AheadSeconds">How far its clock was ahead of ours at most; 0 where it never was.</param>
public readonly record struct CarrierHours(int Answered, int Throttled, int Failed, int Pushed, int Repeated, int Events, int Unknown, int OutOfOrder, int AheadSeconds);
