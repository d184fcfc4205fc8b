using System.Security.Cryptography;
using Tracking.Core.Postgres;

namespace Tracking.Portal.Ops;

/// <summary>A raw wire in an evidence pack: this parcel's slice of it, and the hash of the whole as it is stored.</summary>
/// <param name="File">Name of the slice's file.</param>
/// <param name="Slice">What is shown of it.</param>
public sealed record EvidenceWire(string File, WirePart Part, string Slice)
{
    /// <summary>SHA-256 of the stored bytes, in hex.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Part.Wire.Body.Span));
}
