using System.Security.Cryptography;

namespace Tracking.Core.Parcels;

/// <summary>A shop's logo as a picture that a browser shows and that can run nothing; its name is made of its bytes, so that it may be kept forever.</summary>
public sealed record Logo(string Name, byte[] Image)
{
    /// <summary>A first view of a page has 60 kB for all.</summary>
    public const int MostBytes = 24 << 10;

    /// <summary>The picture of these bytes, or null where they are no PNG, JPEG or WebP, or too many.</summary>
    public static Logo? Find(byte[] image) => image.Length is > 12 and <= MostBytes && KindOf(image) is { } kind
        ? new(Convert.ToHexStringLower(SHA256.HashData(image))[..32] + "." + kind, image) : null;

    /// <summary>The media type of a name.</summary>
    public static string TypeOf(string name) => "image/" + name[(name.LastIndexOf('.') + 1)..];

    // Signatures: PNG (W3C) 5.2, JPEG's start of image and marker, WebP's RIFF header.
    private static string? KindOf(ReadOnlySpan<byte> image) =>
        image is [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, ..] ? "png"
        : image is [0xff, 0xd8, 0xff, ..] ? "jpeg"
        : image[..4].SequenceEqual("RIFF"u8) && image[8..12].SequenceEqual("WEBP"u8) ? "webp" : null;
}
