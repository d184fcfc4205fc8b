using NodaTime;
using Tracking.Core.Timelines;

namespace Tracking.Carriers.Sandbox.Truth;

/// <summary>One scan: the phase that it begins, when it happened and when its carrier first told it, both at the wall clock of the place.</summary>
/// <param name="Place">The facility, such as <c>BR-CWB</c>.</param>
public readonly record struct TrueStep(Phase Phase, LocalDateTime At, LocalDateTime ToldAt, string Place);
