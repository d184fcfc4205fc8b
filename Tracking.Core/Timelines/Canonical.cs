using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>A text that is the same for the same content and never the same for two: every part with its length in characters before it.</summary>
internal sealed class Canonical
{
    // One a thread: a timeline's text is some ten kilobytes, and each that is settled has one.
    [ThreadStatic]
    private static byte[]? _spare;

    private byte[] _text;
    private int _length;

    public Canonical()
    {
        _text = _spare ?? new byte[16_384];
        _spare = null;
    }

    public Canonical Add(string? part)
    {
        if (part is null)
        {
            Reserve(2);
            _text[_length++] = (byte)'-';
            _text[_length++] = (byte)';';
            return this;
        }
        Reserve(16 + 3 * part.Length);
        Head(part.Length);
        _length += Encoding.UTF8.GetBytes(part, _text.AsSpan(_length));
        _text[_length++] = (byte)';';
        return this;
    }

    public Canonical Add(int? count) => count is { } known ? Number(known) : Add((string?)null);

    private Canonical Number(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        return Ascii(digits[..length]);
    }

    public Canonical Add(bool said) => Ascii(said ? "1"u8 : "0"u8);

    public Canonical Add<T>(T? value) where T : struct, Enum => value is { } known ? Ascii(Words<T>.Of(known).EncodedUtf8Bytes) : Add((string?)null);

    public Canonical Add(Instant? at) => at is { } known ? Number(known.ToUnixTimeTicks()) : Add((string?)null);

    public Canonical Add(EventKey? key)
    {
        if (key is not { } known)
            return Add((string?)null);
        Span<byte> digits = stackalloc byte[EventKey.Digits];
        known.Write(digits);
        return Ascii(digits);
    }

    public Canonical Add(EventTime? time)
    {
        if (time is not { } clock)
            return Add((string?)null);
        Span<byte> local = stackalloc byte[IsoText.Longest];
        return Ascii(local[..IsoText.Write(clock.Local, local)]).Add((TimeBasis?)clock.Basis).Add(clock.Offset?.Seconds).Add(clock.Change);
    }

    public Canonical Add(Place? place) =>
        place is null ? Add((string?)null) : Add(place.Text).Add(place.Country).Add(place.City).Add(place.Region).Add(place.Postcode).Add(place.Facility);

    public Canonical Add(Withdrawal? withdrawal) => withdrawal is null ? Add((string?)null)
        : Add((WithdrawalBasis?)withdrawal.Basis).Add(withdrawal.Key).Add((Instant?)withdrawal.ReceivedAt);

    public Canonical Add(Edd? edd) => edd is null ? Add((string?)null)
        : Add(NodaTime.Text.LocalDatePattern.Iso.Format(edd.From)).Add(NodaTime.Text.LocalDatePattern.Iso.Format(edd.To));

    public Canonical Add(ProofOfDelivery? proof) => proof is null ? Add((string?)null)
        : Add(proof.SignedBy).Add(proof.Location).Add(proof.City).Add(proof.Postcode).Add(proof.Country);

    public static string Of(TrackingEvent told) => new Canonical()
        .Add(told.Key).Add(told.Said.Clock).Add(told.Said.Wording).Add(told.Said.Language)
        .Add(told.Read.Milestone).Add(told.Read.Reason).Add((EventClass?)told.Read.Class).Add(told.Read.Time).Add(told.Read.Place).Add(told.Read.Withdraws)
        .Add(told.Read.Mapping).Add(told.Read.TableVersion).End(text => Encoding.UTF8.GetString(text));

    public static string Of(Snapshot told)
    {
        var text = new Canonical().Add(told.Source.Value).Add(told.Number.Value).Add((Instant?)told.ReceivedAt).Add(told.Service)
            .Add(told.Origin).Add(told.Destination).Add(told.Edd).Add(told.ProofOfDelivery).Add(told.Next.Count);
        foreach (var next in told.Next)
            text.Add(next.Carrier?.Value).Add(next.Number.Value).Add((Parcels.LegRole?)next.Role);
        return text.End(bytes => Encoding.UTF8.GetString(bytes));
    }

    /// <summary>SHA-256 of the text in UTF-8, in lower-case hex. Nothing can be added any more.</summary>
    public string Hash() => End(text =>
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return Convert.ToHexStringLower(hash);
    });

    private string End(Func<ReadOnlySpan<byte>, string> make)
    {
        var made = make(_text.AsSpan(0, _length));
        _spare = _text;
        _text = [];
        return made;
    }

    private Canonical Ascii(ReadOnlySpan<byte> part)
    {
        Reserve(16 + part.Length);
        Head(part.Length);
        part.CopyTo(_text.AsSpan(_length));
        _length += part.Length;
        _text[_length++] = (byte)';';
        return this;
    }

    private void Head(int length)
    {
        if (length < 10)
        {
            _text[_length++] = (byte)('0' + length);
            _text[_length++] = (byte)':';
            return;
        }
        length.TryFormat(_text.AsSpan(_length), out var digits, provider: CultureInfo.InvariantCulture);
        _length += digits;
        _text[_length++] = (byte)':';
    }

    private void Reserve(int more)
    {
        if (_text.Length - _length < more)
            Array.Resize(ref _text, Math.Max(2 * _text.Length, _length + more));
    }
}
