using System.Text.RegularExpressions;
using Tracking.Core.Parcels;

namespace Tracking.Carriers;

/// <summary>A form a carrier's numbers take.</summary>
/// <param name="Pattern">Non-backtracking, anchored.</param>
/// <param name="Why">One phrase for people, such as <c>S10 issued by the United States</c>.</param>
/// <param name="Confidence">0 to 1: how sure the form alone makes us.</param>
/// <param name="Check">The check digit's verdict; null where the form has none.</param>
public sealed record NumberForm(Regex Pattern, string Why, double Confidence, Func<TrackingNumber, bool>? Check = null);
