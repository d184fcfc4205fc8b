namespace Tracking.Core.Notices;

/// <summary>
/// What became of a message. <see cref="Claimed"/> is taken by a node that hands it over; one that was handed over without an answer is
/// <see cref="Uncertain"/>: it may have arrived, so nobody but a person sends it again.
/// </summary>
public enum MailState { Waiting, Claimed, Sent, Refused, Uncertain, Dropped }
