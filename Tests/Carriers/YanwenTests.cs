using NodaTime;
using Tracking.Carriers;
using Tracking.Carriers.Yanwen;
using Tracking.Core.Events;
using Tracking.Core.Parcels;
using Xunit;

namespace Tracking.Tests.Carriers;

public sealed class YanwenTests
{
    private static readonly YanwenCarrier Carrier = new();

    [Fact]
    public void Several_numbers_are_asked_at_once_with_the_users_id()
    {
        var account = new Account { Carrier = YanwenCarrier.Id, Settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["UserId"] = "100000" } };
        var request = Carrier.Ask(new AskBatch(account, [new(TrackingNumber.Get("UG900000019YP")), new(TrackingNumber.Get("UG900000022YP"))]));

        Assert.Equal("tracking?nums=UG900000019YP,UG900000022YP", request.RequestUri!.OriginalString);
        Assert.Equal("100000", Assert.Single(request.Headers.GetValues("Authorization")));
        Assert.Null(Carrier.Profile.BaseAddress);
        Assert.NotNull(Carrier.Profile.OffBecause);
    }

    /// <summary>Words of the API before: eight hours ahead of UTC are printed beside "at 1:03 pm in UPPER MARLBORO, MD".</summary>
    [Fact]
    public void The_printed_offset_is_meant_in_China_and_a_clock_abroad_is_local()
    {
        var events = Fixture.All.Single(fixture => fixture.Name == "yanwen/the_api_before.json") is var fixture
            ? Assert.Single(Assert.IsType<CarrierReply.Answered>(fixture.Carrier.Read(fixture.Wire)).Results).Events : [];

        Assert.Equal((TimeBasis.Stated, Offset.FromHours(8)), Time(told => told.Said.Wording!.Contains("揽投部", StringComparison.Ordinal)));
        Assert.Equal((TimeBasis.Place, Offset.FromHours(-5)), Time(told => told.Said.Wording!.StartsWith("Delivered", StringComparison.Ordinal)));
        Assert.Equal((TimeBasis.Unknown, null), Time(told => told.Said.Wording == "妥投"));

        (TimeBasis, Offset?) Time(Func<TrackingEvent, bool> which) => events.Single(which).Read.Time is { } time ? (time.Basis, time.Offset) : default;
    }

    [Fact]
    public void A_number_answered_under_its_alias_is_not_left_out()
    {
        var asked = TrackingNumber.Get("AA900000019YR");
        var wire = Fixture.All.Single(fixture => fixture.Name == "yanwen/the_api_before.json").Wire;
        var result = Assert.Single(Assert.IsType<CarrierReply.Answered>(Carrier.Read(wire with { Asked = [asked] })).Results);
        Assert.Equal(("LW900000019CN", asked), (result.Number!.Value.Value, Assert.Single(result.Aliases)));
    }
}
