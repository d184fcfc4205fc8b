using System.Globalization;

namespace Tracking.Portal.Buyer;

/// <summary>A shop's colour as pages can use it: made darker on light ground and lighter on dark ground until words in it can be read (WCAG 2.2, 4.5 : 1).</summary>
public static class BrandColours
{
    private const double Readable = 4.6;

    private static readonly (double R, double G, double B) White = (1, 1, 1);
    private static readonly (double R, double G, double B) Paper = Of("f5f5f2");
    private static readonly (double R, double G, double B) Night = Of("1c1f22");
    private static readonly (double R, double G, double B) Ink = Of("10202f");

    /// <summary>The six hexadecimal digits of a colour, with or without its <c>#</c>; null for any other text.</summary>
    public static string? Find(string? text) => text?.TrimStart('#') is { Length: 6 } hex && hex.All(char.IsAsciiHexDigit) ? hex : null;

    /// <summary>A stylesheet for a colour of six hexadecimal digits; null for any other text.</summary>
    public static string? Sheet(string text)
    {
        if (Find(text) is not { } hex)
            return null;
        var (light, dark) = (Light(hex), Dark(hex));
        return $":root{{--main:{light};--on-main:#fff}}@media(prefers-color-scheme:dark){{:root:not([data-theme=light]){{--main:{dark};--on-main:#10202f}}}}:root[data-theme=dark]{{--main:{dark};--on-main:#10202f}}";
    }

    /// <summary>A shop's colour, or the portal's own where it has none, for light or for dark ground.</summary>
    /// <param name="accent"><c>#1d5bb8</c>, or null.</param>
    public static string On(string? accent, bool dark) => (accent, dark) switch
    {
        (null, false) => "#1d5bb8",
        (null, true) => "#84b4ff",
        (_, false) => Light(accent[1..]),
        _ => Dark(accent[1..]),
    };

    /// <summary>The colour for light ground, <c>#1d5bb8</c>.</summary>
    public static string Light(string hex) => Written(Until(Of(hex), (0, 0, 0), colour => Contrast(colour, Paper) >= Readable));

    /// <summary>The colour for dark ground.</summary>
    public static string Dark(string hex) => Written(Until(Of(hex), White, colour => Contrast(colour, Night) >= Readable && Contrast(colour, Ink) >= Readable));

    /// <summary>How well one can be told from the other, from 1 to 21. Source: WCAG 2.2, relative luminance.</summary>
    public static double Contrast((double R, double G, double B) a, (double R, double G, double B) b)
    {
        var (bright, dim) = (Math.Max(Luminance(a), Luminance(b)), Math.Min(Luminance(a), Luminance(b)));
        return (bright + 0.05) / (dim + 0.05);
    }

    /// <summary>The parts of a colour of six hexadecimal digits, from 0 to 1.</summary>
    public static (double R, double G, double B) Of(string hex)
    {
        hex = hex.TrimStart('#');
        return (Part(0), Part(2), Part(4));

        double Part(int at) => int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
    }

    private static (double R, double G, double B) Until((double R, double G, double B) from, (double R, double G, double B) to, Func<(double R, double G, double B), bool> isFit)
    {
        var colour = from;
        for (var step = 0; step <= 50 && !isFit(colour); step++)
            colour = (from.R + (to.R - from.R) * step / 50, from.G + (to.G - from.G) * step / 50, from.B + (to.B - from.B) * step / 50);
        return colour;
    }

    private static double Luminance((double R, double G, double B) colour)
    {
        return 0.2126 * Linear(colour.R) + 0.7152 * Linear(colour.G) + 0.0722 * Linear(colour.B);

        static double Linear(double part) => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }

    private static string Written((double R, double G, double B) colour) =>
        $"#{(int)Math.Round(colour.R * 255):x2}{(int)Math.Round(colour.G * 255):x2}{(int)Math.Round(colour.B * 255):x2}";
}
