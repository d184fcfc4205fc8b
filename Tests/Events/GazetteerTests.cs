using Tracking.Core.Events;
using Xunit;

namespace Tracking.Tests.Events;

/// <summary>Where the towns lie that carriers print; what could be several, or nobody knows, lies nowhere.</summary>
public sealed class GazetteerTests
{
    [Theory]
    [InlineData("CN", null, "SHENZHEN", null, 22.5, 114.1)]
    [InlineData("CN", null, "Shenzhen City", null, 22.5, 114.1)]
    [InlineData("CN", null, "【深圳市】已揽收", null, 22.5, 114.1)]
    [InlineData("CN", null, "广州转运中心", null, 23.1, 113.3)]
    [InlineData("CN", "GUANGZHOU BAIYUN AIRPORT", "CN", null, 23.1, 113.3)]
    [InlineData("US", "MEMPHIS", "MEMPHIS, TN 38118", null, 35.1, -90.0)]
    [InlineData("US", null, "Memphis", null, 35.1, -90.0)]
    [InlineData("US", null, "ISC LOS ANGELES CA(USPS)", null, 34.1, -118.2)]
    [InlineData("US", null, "NEWARK AIRPORT", "NJ", 40.7, -74.2)]
    [InlineData("US", null, "Portland, OR 97205", null, 45.5, -122.7)]
    [InlineData("US", null, "Portland, ME", null, 43.7, -70.3)]
    [InlineData("DE", "MUENCHEN", "MUENCHEN", "Bayern", 48.1, 11.6)]
    [InlineData("DE", null, "Köln", null, 50.9, 6.9)]
    [InlineData("CH", null, "ZUERICH-MUELLIGEN", null, null, null)]
    [InlineData("CH", "ZUERICH", "ZUERICH-MUELLIGEN", null, 47.4, 8.5)]
    [InlineData("FR", null, "ROISSY CDG", null, 49.0, 2.5)]
    [InlineData("BR", null, "CURITIBA INTERNATIONAL UNIT", "PR", -25.4, -49.3)]
    [InlineData("BR", "SAO PAULO", "SAO PAULO", "SP", -23.5, -46.6)]
    [InlineData("AU", null, "Sydney NSW", null, -33.9, 151.2)]
    [InlineData("US", null, "Springfield", null, null, null)]
    [InlineData("US", null, "Portland", null, null, null)]
    [InlineData("US", null, "Memphis, OR", null, null, null)]
    [InlineData("US", null, "US", null, null, null)]
    [InlineData(null, null, "Shenzhen", null, null, null)]
    [InlineData("XX", null, "Shenzhen", null, null, null)]
    [InlineData("US", "", "  ", null, null, null)]
    public void A_town_is_found_as_carriers_print_it_and_what_could_be_several_is_not_guessed(string? country, string? city, string text, string? region, double? latitude, double? longitude)
    {
        var town = Gazetteer.Find(new Place { Country = country, City = city, Text = text, Region = region });
        Assert.Equal(latitude is null, town is null);
        Assert.Equal(latitude ?? 0, town?.Latitude ?? 0, 0.15);
        Assert.Equal(longitude ?? 0, town?.Longitude ?? 0, 0.15);
    }

    [Fact]
    public void A_town_has_its_own_name_whatever_the_carrier_calls_it() =>
        Assert.Equal(("Shenzhen", "Munich", "Los Angeles"), (Named("CN", "深圳市"), Named("DE", "MUENCHEN"), Named("US", "ISC LOS ANGELES CA(USPS)")));

    private static string? Named(string country, string text) => Gazetteer.Find(new Place { Country = country, Text = text })?.Name;
}
