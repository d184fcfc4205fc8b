using Tracking.Jobs.Cli;
using Tracking.Tests.Given;
using Xunit;

namespace Tracking.Tests.Jobs;

/// <summary>The verbs of somebody who sets the portal up.</summary>
public sealed class InstallationVerbTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_keeps_good_rows_tells_each_bad_one_by_its_line_and_a_second_time_adds_nothing()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, """
                shop,number,carrier,tracking_number,country,postcode,phone,amount,currency
                Hats,H-1,fedex,568838414941,US,38118,+1 555 000 1234,49.90,USD
                Hats,H-1,,LX900000040US,US,,,,
                Hats,H-2,nobody,568838414941,US,,,,
                Hats,H-3,fedex,%%,US,,,,
                Hats,H-4,fedex,797806677146,XX,,,,
                Hats,H-5
                Hats,H-6,fedex,797806677146,US,,,a lot,USD
                Hats,H-7,,,DE,10115,,,
                """, Cancel);
            var output = new StringWriter();
            Assert.Equal(1, await ImportVerb.RunAsync([file, $"--ConnectionStrings:Tracking={database.ConnectionString}"], output, Cancel));
            Assert.Equal(
            [
                "line 4: carrier: there is no carrier \"nobody\"",
                "line 5: tracking_number: no tracking number looks like that",
                "line 6: destination.country: Two letters of a country that exists (ISO 3166), such as BR.",
                "line 7: it has 2 cells, and the header 9",
                "line 8: amount: a number such as 49.90",
                "2 orders registered, 5 rows left out.",
            ], output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
            Assert.Equal("H-1 fedex 568838414941 1234; H-1 usps LX900000040US 1234", await ParcelsAsync(database));

            await ImportVerb.RunAsync([file, $"--ConnectionStrings:Tracking={database.ConnectionString}"], new StringWriter(), Cancel);
            Assert.Equal("H-1 fedex 568838414941 1234; H-1 usps LX900000040US 1234", await ParcelsAsync(database));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Import_of_a_file_that_cannot_be_one_says_why()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Contains("is empty", (await Assert.ThrowsAsync<ArgumentException>(() => ImportVerb.RunAsync([file], new StringWriter(), Cancel))).Message);
            await File.WriteAllTextAsync(file, "shop,number,colour\n", Cancel);
            Assert.Contains("\"colour\"", (await Assert.ThrowsAsync<ArgumentException>(() => ImportVerb.RunAsync([file], new StringWriter(), Cancel))).Message);
            await File.WriteAllTextAsync(file, "number\n", Cancel);
            Assert.Contains("lacks the column \"shop\"", (await Assert.ThrowsAsync<ArgumentException>(() => ImportVerb.RunAsync([file], new StringWriter(), Cancel))).Message);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_doctor_says_what_must_be_mended_and_what_is_well()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync(Cancel);
        var (status, ill) = await DoctorAsync(database, "--PublicUrl=http://track.example.com", "--Carriers:fedex:ClientId=id", "--Retention:WireDays=3");
        Assert.Equal(1, status);
        Assert.Contains("! PublicUrl begins with http://: put the portal behind a reverse proxy with TLS and set it to the https:// address.", ill);
        Assert.Contains("! Retention:WireDays is a number of days from 60 to 36500.", ill);
        Assert.Contains("! fedex is off: Carriers:fedex:ClientSecret is not set.", ill);
        Assert.Contains("3 things must be mended.", ill);

        (status, var well) = await DoctorAsync(database, "--PublicUrl=https://track.example.com/", "--Carriers:fedex:ClientId=id", "--Carriers:fedex:ClientSecret=secret");
        Assert.Equal((0, "Nothing must be mended."), (status, well[^1]));
        Assert.Contains("  fedex is on.", well);
        Assert.Contains("  fedex could push: set Carriers:fedex:PushSecret and tell the carrier the address /push/fedex.", well);
        Assert.Contains("  This machine's clock agrees with the database's.", well);

        (status, var wrong) = await DoctorAsync(database, "--PublicUrl=https://track.example.com/", "--Carriers:nobody:ApiKey=x");
        Assert.Equal(1, status);
        Assert.StartsWith("! Carriers:nobody names no carrier.", Assert.Single(wrong, line => line.StartsWith('!')), StringComparison.Ordinal);
    }

    private static async Task<(int Status, string[] Lines)> DoctorAsync(TestDatabase database, params string[] settings)
    {
        var output = new StringWriter();
        var status = await DoctorVerb.RunAsync([$"--ConnectionStrings:Tracking={database.ConnectionString}", .. settings], output, Cancel);
        return (status, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    private static async Task<string> ParcelsAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("""
            select string_agg(p.number || ' ' || l.carrier || ' ' || l.number || ' ' || a.phone_tail, '; ' order by p.number, l.carrier)
            from tracking.purchase p join tracking.purchase_parcel pp on pp.purchase_id = p.id join tracking.parcel a on a.id = pp.parcel_id join tracking.leg l on l.parcel_id = pp.parcel_id
            """);
        return (string)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
