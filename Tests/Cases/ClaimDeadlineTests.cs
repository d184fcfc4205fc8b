using Microsoft.Extensions.Configuration;
using Tracking.Carriers;
using Tracking.Core.Cases;
using Tracking.Core.Events;
using Tracking.Jobs;
using Tracking.Portal.Ops;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Cases;

/// <summary>Until when a carrier hears a claim: by data with its source, and never by a guess.</summary>
public sealed class ClaimDeadlineTests
{
    private const string Header = "carrier,kind,opens,closes,from,product,source,read,known\n";

    private static ClaimWindows Known => ClaimSettings.Read(null, new CarrierRegistry());

    private static History Mailed() => new History("US", "US").Leg("usps", "9400100000000000000000")
        .Says("2026-11-01 08:10 -05:00", Milestone.PreAdvised, "US Memphis")
        .Says("2026-11-02 23:10 -05:00", Milestone.Accepted, "US Memphis");

    [Theory]
    [InlineData("2026-11-03", "opens in 6 days, on 2026-11-09")]
    [InlineData("2026-11-09", "358 days left, until 2027-11-02")]
    [InlineData("2027-11-02", "today is the last day")]
    [InlineData("2027-11-04", "closed 2 days ago, on 2027-11-02")]
    public void What_is_known_is_counted_from_the_carriers_first_scan_on_the_clock_there(string today, string said)
    {
        var deadline = Of(Mailed(), Known).Single(one => one.Kind is ClaimKind.Search);
        Assert.Equal(said, ClaimView.CountdownOf(deadline, NodaTime.Text.LocalDatePattern.Iso.Parse(today).Value));
        Assert.StartsWith("[T] told by third parties: check with the carrier. Source: ", ClaimView.SourceOf(deadline.Window!));
    }

    [Fact]
    public void What_is_not_known_is_said_and_never_guessed()
    {
        Assert.Equal(["Search 2026-11-09 2027-11-02", "Loss  ", "Damage  "], Of(Mailed(), Known).Select(Line));
        var unknown = Of(new History().Leg("cainiao"), Known);
        Assert.All(unknown, deadline => Assert.Equal("not known", ClaimView.CountdownOf(deadline, new(2026, 11, 26))));
        Assert.Equal(3, unknown.Count);
        Assert.Equal(("cainiao", "Ask to search, claim for loss, claim for damage"), (Assert.Single(ClaimView.Rows(unknown)).Carrier.Value, ClaimView.Rows(unknown)[0].Kinds));
        Assert.Empty(Of(new History().Leg("seventeentrack"), Known));
        var waiting = Of(new History("US", "US").Leg("usps", "9400100000000000000000"), Known)[0];
        Assert.Equal("not counting yet: days 7 to 365 after the carrier's first scan", ClaimView.CountdownOf(waiting, new(2026, 11, 26)));
    }

    [Fact]
    public void An_installations_own_rows_take_the_place_of_those_built_in_and_a_delivery_starts_its_own_windows()
    {
        var own = Known.With(ClaimWindowTable.Parse(Header + "usps,Search,,30,Accepted,,our contract,2026-11-20,V\nusps,Damage,,7,Delivered,\"parcels, all\",our contract,2026-11-20,V\n"));
        Assert.Equal(["Search 2026-11-02 2026-12-02", "Damage  ", "Loss  "], Of(Mailed(), own).Select(Line));
        var delivered = Of(Mailed().Says("2026-11-05 10:00 -06:00", Milestone.Delivered, "US Austin"), own);
        Assert.Equal("Damage 2026-11-05 2026-11-12", Line(delivered[0]));
        Assert.Equal("[V] read at the carrier. Source: our contract; read 2026-11-20.", ClaimView.SourceOf(delivered[0].Window!));
    }

    [Theory]
    [InlineData("carrier,kind\n", "the first line is not")]
    [InlineData(Header + "usps,Search,7\n", "line 2: it has 3 cells")]
    [InlineData(Header + "usps,Theft,7,9,Accepted,,s,,T\n", "line 2: kind: one of Search, Loss, Damage, Delay")]
    [InlineData(Header + "usps,Search,-1,9,Accepted,,s,,T\n", "line 2: opens: a number of days")]
    [InlineData(Header + "usps,Search,7,9,Accepted,,,,T\n", "line 2: source: say where it is written")]
    [InlineData(Header + "usps,Search,7,9,Accepted,,s,26.11.2026,T\n", "line 2: read: a day")]
    [InlineData(Header + "usps,Search,7,9,Accepted,,s,,?\n", "line 2: known: V, T, R or I")]
    public void A_wrong_row_is_told_by_its_file_and_line(string csv, string complaint)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, csv);
            var wrong = Assert.Throws<ArgumentException>(() => ClaimSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Claims:Windows", file)]).Build(), new CarrierRegistry()));
            Assert.StartsWith($"Claims:Windows ({file}): ", wrong.Message);
            Assert.Contains(complaint, wrong.Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IReadOnlyList<ClaimDeadline> Of(History history, ClaimWindows windows) => ClaimDeadline.Of(history.Timeline(), history.Legs, windows);

    private static string Line(ClaimDeadline one) => $"{one.Kind} {one.OpensOn?.ToString("uuuu-MM-dd", null)} {one.ClosesOn?.ToString("uuuu-MM-dd", null)}";
}
