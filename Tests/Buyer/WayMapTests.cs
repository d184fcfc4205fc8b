using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Tracking.Core.Events;
using Tracking.Portal.Map;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Buyer;

/// <summary>The way of a parcel as a drawing.</summary>
public sealed class WayMapTests
{
    private static readonly Town Shenzhen = new("Shenzhen", 22.5, 114.1), Anchorage = new("Anchorage", 61.2, -149.9), LosAngeles = new("Los Angeles", 34.1, -118.2),
        Frankfurt = new("Frankfurt am Main", 50.1, 8.7), Berlin = new("Berlin", 52.5, 13.4), Sydney = new("Sydney", -33.9, 151.2), SaoPaulo = new("São Paulo", -23.5, -46.6), Suva = new("Suva", -18.1, 178.4);

    [Theory]
    [InlineData("Kansas", 38.5, -98, true)]
    [InlineData("the middle of the Pacific", 20, -150, false)]
    [InlineData("Chukotka, beyond the antimeridian", 67, -175, true)]
    [InlineData("Siberia", 65, 100, true)]
    [InlineData("the Bering Sea", 58, 179, false)]
    [InlineData("the Caspian Sea", 41, 51, false)]
    [InlineData("Brandenburg", 52.5, 13.8, true)]
    [InlineData("the North Sea", 56, 3, false)]
    [InlineData("Honshu", 36.2, 138, true)]
    [InlineData("Queensland", -23, 144, true)]
    [InlineData("the southern Atlantic", -30, -20, false)]
    public void Land_is_land_and_sea_is_sea(string where, double latitude, double longitude, bool isLand) =>
        Assert.Equal((where, isLand), (where, Outlines.World.Land.Sum(shape => new[] { -360, 0, 360 }.Count(turn => Holds(shape, longitude + turn, Mercator.Y(latitude)))) % 2 == 1));

    [Fact]
    public void A_parcel_over_the_Pacific_goes_eastwards_and_not_around_the_world()
    {
        var dots = Dots(WayMap.Draw([Shenzhen, Anchorage, LosAngeles], "#1d5bb8", dark: false));
        Assert.True(dots[0].X < dots[1].X && dots[1].X < dots[2].X, string.Join(' ', dots));
        // Of the hundred and twenty-eight degrees between them and some room, no more: the other way round they would be the near ends of an empty map.
        Assert.InRange(dots[2].X - dots[0].X, 400, 700);
        var back = Dots(WayMap.Draw([LosAngeles, Shenzhen], "#1d5bb8", dark: false));
        Assert.True(back[0].X > back[1].X);
    }

    [Fact]
    public void Every_way_fits_its_frame_and_is_a_drawing_and_nothing_else()
    {
        Town[][] ways = [[Berlin, Frankfurt], [Shenzhen, SaoPaulo], [Sydney, Suva, LosAngeles], [Frankfurt, Shenzhen, Frankfurt], [Shenzhen, Sydney], [Suva, Anchorage, Berlin, Shenzhen]];
        foreach (var way in ways)
        {
            var svg = Parsed(WayMap.Draw(way, "#1d5bb8", dark: true));
            Assert.All(Dots(svg.ToString()), dot => Assert.True(dot is { X: > 0 and < 800, Y: > 0 and < 600 }, $"{way[0].Name}: {dot}"));
            Assert.Equal(["circle", "g", "path", "rect", "svg", "text"], svg.Descendants().Select(element => element.Name.LocalName).Distinct().Order());
            Assert.DoesNotContain(svg.Descendants().Attributes(), attribute => attribute.Name.LocalName is "href" or "style" || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
            Assert.Contains(way[^1].Name, svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value));
            Assert.InRange(svg.ToString().Length, 1000, 60_000);
        }
    }

    [Fact]
    public void The_same_way_is_the_same_drawing_and_another_is_another()
    {
        Assert.Equal(WayMap.VersionOf([Berlin, Frankfurt]), WayMap.VersionOf([Berlin with { }, Frankfurt]));
        Assert.NotEqual(WayMap.VersionOf([Berlin, Frankfurt]), WayMap.VersionOf([Frankfurt, Berlin]));
    }

    [Fact]
    public void Places_come_in_the_order_of_the_way_and_what_nobody_can_locate_is_left_off()
    {
        var stops = Way.Of(new History().Leg("cainiao")
            .Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen")
            .Says("2026-11-03 08:10 +08:00", Milestone.ArrivedSorting, "CN SHENZHEN")
            .Says("2026-11-03 18:10 +08:00", Milestone.DepartedOutwardOffice, "CN")
            .Says("2026-11-05 08:10 -03:00", Milestone.ArrivedInwardOffice, "BR Curitiba")
            .Says("2026-11-06 08:10 -03:00", Milestone.ArrivedSorting, "BR Nowhere at all")
            .Says("2026-11-07 08:10 -03:00", Milestone.ArrivedDelivery, "BR Recife").Timeline());
        Assert.Equal(["Shenzhen, Shenzhen", "Curitiba, Curitiba", "Nowhere at all, ", "Recife, Recife"], stops.Select(stop => $"{stop.Place.City}, {stop.Town?.Name}"));
        Assert.Equal(["Shenzhen", "Curitiba", "Recife"], Way.Towns(stops).Select(town => town.Name));
        Assert.Empty(Way.Towns(Way.Of(new History().Leg("cainiao").Says("2026-11-02 08:10 +08:00", Milestone.Accepted, "CN Shenzhen").Timeline())));
    }

    private static List<(double X, double Y)> Dots(string svg)
    {
        var document = Parsed(svg);
        // The legs tell the order; the circles are one for each town.
        var legs = document.Descendants().Where(element => element.Name.LocalName == "path" && element.Attribute("d")!.Value.Contains('Q')).Select(leg => leg.Attribute("d")!.Value.Split(['M', 'Q', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()).ToList();
        return [(legs[0][0], legs[0][1]), .. legs.Select(leg => (leg[^2], leg[^1]))];
    }

    private static XDocument Parsed(string svg)
    {
        using var reader = XmlReader.Create(new StringReader(svg), new() { DtdProcessing = DtdProcessing.Prohibit });
        return XDocument.Load(reader);
    }

    private static bool Holds(Shape shape, double x, double y)
    {
        var inside = false;
        for (int i = 0, j = shape.Points.Count - 1; i < shape.Points.Count; j = i++)
        {
            var (a, b) = (shape.Points[i], shape.Points[j]);
            if (a.Y > y != b.Y > y && x < (b.X - a.X) * (y - a.Y) / (b.Y - a.Y) + a.X)
                inside = !inside;
        }
        return inside;
    }
}
