using System.Globalization;
using System.Text;
using QRCoder;

namespace Tracking.Portal.Access;

/// <summary>A QR code as the path of a drawing, made here: no other server learns what is in it.</summary>
/// <param name="Size">Width and height in modules, with the quiet zone around it.</param>
/// <param name="Path">The dark modules, a unit each.</param>
public sealed record QrPath(int Size, string Path)
{
    public static QrPath Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
            for (var x = 0; x < code.ModuleMatrix[y].Count; x++)
                if (code.ModuleMatrix[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        return new(code.ModuleMatrix.Count, path.ToString());
    }
}
