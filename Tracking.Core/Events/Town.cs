namespace Tracking.Core.Events;

/// <summary>A town as the gazetteer knows it: its own name and where it lies, in degrees north and east.</summary>
public sealed record Town(string Name, double Latitude, double Longitude);
