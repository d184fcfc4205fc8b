using NodaTime;

namespace Tracking.Core.Lanes;

/// <summary>
/// A span in which somebody watched one parcel wait. <paramref name="Began"/> is when the wait began, at the place's wall clock;
/// <paramref name="Since"/> and <paramref name="Until"/> bound what was watched of it, so that a parcel counts from its registration on only
/// and a span in which we were blind is left out by giving the spells on both sides of it.
/// </summary>
/// <param name="Weight">How many parcels this one stands for; 1 but for weighted samples.</param>
public readonly record struct Spell(Stretch Stretch, LaneKey Key, LocalDateTime Began, LocalDateTime Since, LocalDateTime Until, SpellEnd End, double Weight = 1);
