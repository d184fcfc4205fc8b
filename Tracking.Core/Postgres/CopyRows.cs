using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using NodaTime;
using Npgsql;
using Tracking.Core.Events;

namespace Tracking.Core.Postgres;

/// <summary>
/// Rows for <c>copy … from stdin (format binary)</c>, laid out as PostgreSQL reads them (its manual, "COPY", Binary Format) and sent in one piece: handed to the driver column by column,
/// a row costs a multiple of what the server takes to store it.
/// </summary>
internal sealed class CopyRows : IDisposable
{
    private static readonly long Epoch = Instant.FromUtc(2000, 1, 1, 0, 0).ToUnixTimeTicks();

    private readonly short _columns;
    private byte[] _rows = ArrayPool<byte>.Shared.Rent(256 * 1024);
    private int _length;

    /// <param name="columns">How many columns each row has.</param>
    public CopyRows(short columns)
    {
        _columns = columns;
        "PGCOPY\n"u8.CopyTo(Take(7));
        // A signature that a transfer as text would spoil, then no flags and no extension.
        ReadOnlySpan<byte> rest = [0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
        rest.CopyTo(Take(rest.Length));
    }

    /// <summary>Begins a row; all its columns follow in their order.</summary>
    public CopyRows Row()
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), _columns);
        return this;
    }

    /// <summary>A <c>bigint</c>.</summary>
    public CopyRows Add(long number)
    {
        Length(8);
        BinaryPrimitives.WriteInt64BigEndian(Take(8), number);
        return this;
    }

    /// <summary>An <c>int</c>.</summary>
    public CopyRows Add(int? number)
    {
        if (number is not { } known)
            return Null();
        Length(4);
        BinaryPrimitives.WriteInt32BigEndian(Take(4), known);
        return this;
    }

    /// <summary>A <c>text</c>.</summary>
    public CopyRows Add(string? text)
    {
        if (text is null)
            return Null();
        Take(4);
        var at = _length;
        var written = Encoding.UTF8.GetBytes(text, Take(Encoding.UTF8.GetMaxByteCount(text.Length)));
        _length = at + written;
        BinaryPrimitives.WriteInt32BigEndian(_rows.AsSpan(at - 4), written);
        return this;
    }

    /// <summary>A <c>bytea</c>, or <c>json</c> in UTF-8.</summary>
    public CopyRows Add(byte[]? bytes)
    {
        if (bytes is null)
            return Null();
        Length(bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
        return this;
    }

    /// <summary>The <c>bytea</c> of a key.</summary>
    public CopyRows Add(EventKey key)
    {
        Length(16);
        BinaryPrimitives.WriteUInt128BigEndian(Take(16), key.Value);
        return this;
    }

    /// <summary>A <c>timestamptz</c>.</summary>
    public CopyRows Add(Instant at) => Add((at.ToUnixTimeTicks() - Epoch) / (NodaConstants.TicksPerMillisecond / 1000));

    /// <summary>A <c>timestamp</c>.</summary>
    public CopyRows Add(LocalDateTime? clock) => clock is { } known ? Add(known.InUtc().ToInstant()) : Null();

    /// <summary>Sends all rows.</summary>
    /// <param name="copy">A <c>copy</c> command of as many columns.</param>
    public async Task SendAsync(NpgsqlConnection connection, string copy, CancellationToken cancel)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);
        await using var stream = await connection.BeginRawBinaryCopyAsync(copy, cancel);
        await stream.WriteAsync(_rows.AsMemory(0, _length), cancel);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_rows);
        _rows = [];
    }

    private CopyRows Null()
    {
        Length(-1);
        return this;
    }

    private void Length(int length) => BinaryPrimitives.WriteInt32BigEndian(Take(4), length);

    private Span<byte> Take(int more)
    {
        if (_rows.Length - _length < more)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _rows.Length, _length + more));
            _rows.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_rows);
            _rows = larger;
        }
        _length += more;
        return _rows.AsSpan(_length - more, more);
    }
}
