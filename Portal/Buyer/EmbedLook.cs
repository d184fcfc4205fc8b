using System.Text.RegularExpressions;
using Tracking.Core.Parcels;

namespace Tracking.Portal.Buyer;

/// <summary>How the bar is to look on a shop's page; what the address asks for and is none is left out.</summary>
/// <param name="Theme"><c>light</c> or <c>dark</c>; null: as the reader's system is.</param>
/// <param name="Colour">Six hexadecimal digits; null: the portal's own.</param>
/// <param name="Radius">Of the corners, such as <c>8px</c>; null: the portal's own.</param>
public sealed partial record EmbedLook(string? Theme, string? Colour, string? Radius)
{
    /// <summary>What the address asks for (<c>?theme=dark&amp;colour=1d5bb8&amp;radius=8px</c>), else the shop's colour.</summary>
    public static EmbedLook Of(HttpRequest request, Brand brand)
    {
        var (theme, radius) = (request.Query["theme"].ToString(), request.Query["radius"].ToString());
        return new(theme is "light" or "dark" ? theme : null, BrandColours.Find(request.Query["colour"]) ?? BrandColours.Find(brand.Accent), IsRadius(radius) ? radius : null);
    }

    /// <summary>A stylesheet that rounds the corners; null for a text that is no radius.</summary>
    public static string? Rounding(string radius) => IsRadius(radius) ? $".embedded .card{{border-radius:{radius}}}" : null;

    private static bool IsRadius(string text) => Radii().IsMatch(text);

    [GeneratedRegex(@"^[0-9]{1,2}(px|rem)\z")]
    private static partial Regex Radii();
}
