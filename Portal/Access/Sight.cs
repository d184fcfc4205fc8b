using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Npgsql;
using Tracking.Jobs;

namespace Tracking.Portal.Access;

/// <summary>
/// The database as far as whoever is signed in sees it. Every store behind an ops page is made on it, so the server itself leaves out what belongs to other
/// shops: no page filters, and none can forget to.
/// </summary>
public sealed class Sight(Database database, AuthenticationStateProvider signedIn)
{
    /// <summary>The key of stores in sight that the rest of the program has as well, without bounds.</summary>
    public const string Key = "in sight";

    /// <summary>The claim of whoever is bound to shops: their ids, with commas between; nothing for no shop.</summary>
    public const string Claim = "shops";

    /// <summary>Nobody sees nothing.</summary>
    public NpgsqlDataSource Source => User is { Identity.IsAuthenticated: true } user
        ? user.FindFirst(Claim) is { } bound ? database.SourceFor(Shops(bound.Value)) : database.Source
        : database.SourceFor([]);

    // Known before anything is made in a request or a circuit; where it were not, nothing may be seen.
    private ClaimsPrincipal? User => signedIn.GetAuthenticationStateAsync() is { IsCompletedSuccessfully: true } known ? known.GetAwaiter().GetResult().User : null;

    /// <summary>True of whoever sees the parcels of all shops; only they change what belongs to all.</summary>
    public static bool IsWhole(ClaimsPrincipal user) => user.Identity?.IsAuthenticated is true && user.FindFirst(Claim) is null;

    /// <summary>The claim for these shops.</summary>
    public static Claim ClaimOf(IEnumerable<long> shops) => new(Claim, string.Join(',', shops.Select(shop => shop.ToString(CultureInfo.InvariantCulture))));

    private static IEnumerable<long> Shops(string ids) => ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => long.Parse(id, CultureInfo.InvariantCulture));
}
