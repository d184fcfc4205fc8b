using NodaTime;
using Tracking.Core.Events;
using Tracking.Jobs;
using Xunit;

namespace Tracking.Tests.Jobs;

public sealed class CadenceTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 11, 23, 12, 0);

    [Theory]
    [InlineData(null, null, null, 3)]
    [InlineData(Stage.Label, null, 24, 3)]
    [InlineData(Stage.Label, null, 24 * 8, 24)]
    [InlineData(Stage.InTransit, 1, 1, 3)]
    [InlineData(Stage.InTransit, 20, 20, 6)]
    [InlineData(Stage.Customs, 72, 72, 12)]
    [InlineData(Stage.InTransit, 240, 240, 24)]
    [InlineData(Stage.InTransit, 240, 1, 3)]
    [InlineData(Stage.InTransit, 24 * 29, 24 * 29, 24)]
    [InlineData(Stage.InTransit, 24 * 31, 24 * 31, 24 * 7)]
    [InlineData(Stage.InTransit, 24 * 179, 24 * 179, 24 * 7)]
    [InlineData(Stage.OutForDelivery, 2, 2, 1)]
    [InlineData(Stage.Delivered, 30, 30, 24)]
    public void The_longer_nothing_is_heard_the_rarer_it_is_asked_and_news_begins_anew(Stage? stage, int? scanHours, int? newsHours, int waitHours) =>
        Assert.Equal(Duration.FromHours(waitHours), Cadence.Next(stage, Ago(scanHours), Ago(newsHours), Now - Duration.FromDays(1), Now, pushed: false));

    [Fact]
    public void A_week_after_delivery_the_asking_ends() =>
        Assert.Null(Cadence.Next(Stage.Delivered, Ago(24 * 7), Ago(24 * 7), Now - Duration.FromDays(60), Now, pushed: false));

    [Fact]
    public void A_number_that_nobody_ever_found_is_asked_more_rarely_from_when_it_was_registered_and_given_up_after_half_a_year()
    {
        Assert.Equal(Duration.FromHours(3), Cadence.Next(null, null, null, Now - Duration.FromDays(2), Now, pushed: false));
        Assert.Equal(Duration.FromDays(1), Cadence.Next(null, null, null, Now - Duration.FromDays(8), Now, pushed: false));
        Assert.Equal(Duration.FromDays(7), Cadence.Next(null, null, null, Now - Duration.FromDays(40), Now, pushed: false));
        Assert.Null(Cadence.Next(null, null, null, Now - Duration.FromDays(181), Now, pushed: false));
    }

    [Fact]
    public void Pushes_make_asking_rarer_and_never_end_it()
    {
        foreach (var stage in Enum.GetValues<Stage>().Where(stage => stage is not (Stage.Delivered or Stage.Stopped)))
            for (var hours = 0; hours < 24 * 60; hours += 5)
                Assert.True(Cadence.Next(stage, Ago(hours), Ago(hours), Now - Duration.FromDays(90), Now, pushed: true) > Cadence.Next(stage, Ago(hours), Ago(hours), Now - Duration.FromDays(90), Now, pushed: false));
    }

    private static Instant? Ago(int? hours) => hours is { } some ? Now - Duration.FromHours(some) : null;
}
