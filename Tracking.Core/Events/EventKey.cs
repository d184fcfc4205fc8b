using System.Security.Cryptography;
using System.Text;

namespace Tracking.Core.Events;

/// <summary>The identity of a statement: 16 bytes over what its source said, so that a repeat is the same key.</summary>
public readonly record struct EventKey(UInt128 Value) : IComparable<EventKey>
{
    /// <summary>
    /// The key of what was said. The wording counts only where there is no code: carriers reword their texts. The offset never
    /// counts: a carrier that corrects it later says the same thing again.
    /// </summary>
    public static EventKey Of(Statement said)
    {
        ReadOnlySpan<string?> parts = [said.Source.Value, said.Number.Value, said.Carrier, said.Code, said.SubCode, said.Code is null ? said.Wording : null, said.WallClock, said.PlaceSaid, said.Part];
        var most = parts.Length;
        foreach (var part in parts)
            most += Encoding.UTF8.GetMaxByteCount(part?.Length ?? 0);
        Span<byte> identity = most <= 2048 ? stackalloc byte[most] : new byte[most];
        var length = 0;
        foreach (var part in parts)
        {
            length += Encoding.UTF8.GetBytes(part, identity[length..]);
            identity[length++] = 0x1F;
        }
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(identity[..(length - 1)], hash);
        return FromBytes(hash[..16]);
    }

    public static EventKey FromBytes(ReadOnlySpan<byte> bytes) => new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));

    public byte[] ToBytes()
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return bytes;
    }

    public int CompareTo(EventKey other) => Value.CompareTo(other.Value);

    /// <summary>Hex digits of a key.</summary>
    public const int Digits = 32;

    /// <summary>Writes the digits of <see cref="ToString"/> in ASCII.</summary>
    public void Write(Span<byte> digits)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        Convert.TryToHexStringLower(bytes, digits, out _);
    }

    /// <summary>32 hex digits, in lower case.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Value);
        return Convert.ToHexStringLower(bytes);
    }
}
