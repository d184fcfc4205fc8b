using System.Globalization;
using System.Text;
using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Core.Timelines;

/// <summary>A text that is the same for the same content and never the same for two: every part with its length before it.</summary>
internal sealed class Canonical
{
    private readonly StringBuilder _text = new();

    public Canonical Add(string? part)
    {
        if (part is null)
            _text.Append("-;");
        else
            _text.Append(part.Length).Append(':').Append(part).Append(';');
        return this;
    }

    public Canonical Add(int count) => Add((long)count);

    private Canonical Add(long number)
    {
        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        _text.Append(length).Append(':').Append(digits[..length]).Append(';');
        return this;
    }

    public Canonical Add(bool said) => Add(said ? "1" : "0");

    public Canonical Add<T>(T? value) where T : struct, Enum => Add(value?.ToString());

    public Canonical Add(Instant? at) => at is { } known ? Add(known.ToUnixTimeTicks()) : Add((string?)null);

    public Canonical Add(EventKey? key) => Add(key?.ToString());

    public Canonical Add(EventTime? time) => time is not { } clock ? Add((string?)null)
        : Add(NodaTime.Text.LocalDateTimePattern.ExtendedIso.Format(clock.Local)).Add((TimeBasis?)clock.Basis).Add(clock.Offset?.Seconds.ToString(CultureInfo.InvariantCulture)).Add(clock.Change);

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
        .Add(told.Read.Mapping).Add(told.Read.TableVersion).ToString();

    public static string Of(Snapshot told)
    {
        var text = new Canonical().Add(told.Source.Value).Add(told.Number.Value).Add((Instant?)told.ReceivedAt).Add(told.Service)
            .Add(told.Origin).Add(told.Destination).Add(told.Edd).Add(told.ProofOfDelivery).Add(told.Next.Count);
        foreach (var next in told.Next)
            text.Add(next.Carrier?.Value).Add(next.Number.Value).Add((Parcels.LegRole?)next.Role);
        return text.ToString();
    }

    public override string ToString() => _text.ToString();
}
