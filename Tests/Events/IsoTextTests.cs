using System.Text;
using CsCheck;
using NodaTime;
using NodaTime.Text;
using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Events;

/// <summary>What is written without NodaTime's patterns is what they write.</summary>
public sealed class IsoTextTests
{
    private static readonly Gen<LocalDateTime> Clocks =
        from ticks in Gen.Long[Instant.FromUtc(-2000, 1, 1, 0, 0).ToUnixTimeTicks(), Instant.FromUtc(9999, 12, 31, 23, 59).ToUnixTimeTicks()]
        from whole in Gen.Bool
        select Instant.FromUnixTimeTicks(whole ? ticks / NodaConstants.TicksPerSecond * NodaConstants.TicksPerSecond : ticks).InUtc().LocalDateTime;

    [Fact]
    public void Wall_clocks_and_instants_are_in_extended_ISO_form() => Clocks.Sample(clock =>
    {
        var text = new byte[IsoText.Longest];
        Assert.Equal(LocalDateTimePattern.ExtendedIso.Format(clock), Encoding.ASCII.GetString(text, 0, IsoText.Write(clock, text)));
        Assert.Equal(LocalDateTimePattern.ExtendedIso.Format(clock), IsoText.Of(clock));
        Assert.Equal(InstantPattern.ExtendedIso.Format(clock.InUtc().ToInstant()), Encoding.ASCII.GetString(text, 0, IsoText.Write(clock.InUtc().ToInstant(), text)));
    });

    [Fact]
    public void Offsets_are_in_general_form() => Gen.Int[Offset.MinValue.Seconds, Offset.MaxValue.Seconds].Select(Gen.Const(60), Gen.Int[0, 1], (seconds, minute, whole) => whole == 1 ? seconds / minute * minute : seconds).Sample(seconds =>
    {
        var text = new byte[IsoText.Longest];
        Assert.Equal(OffsetPattern.GeneralInvariant.Format(Offset.FromSeconds(seconds)), Encoding.ASCII.GetString(text, 0, IsoText.Write(Offset.FromSeconds(seconds), text)));
    });
}
