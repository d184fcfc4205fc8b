namespace Tracking.Core.Postgres;

/// <summary>Somebody who looks at a parcel now, by e-mail address, and whether they are writing.</summary>
public readonly record struct Present(string Person, bool Writing);
