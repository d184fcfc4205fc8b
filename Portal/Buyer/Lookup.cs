using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Tracking.Core.Parcels;
using Tracking.Core.Postgres;
using Tracking.Portal.Live;

namespace Tracking.Portal.Buyer;

/// <summary>Lets buyers find their order without its link, and strangers guess at nothing.</summary>
public sealed class Lookup(OrderStore orders, IDataProtectionProvider protection) : IAsyncDisposable
{
    private static readonly TimeSpan WayLife = TimeSpan.FromHours(1);

    private readonly CallerLimit _callers = new(10);
    private readonly CallerLimit _numbers = new(5);
    private readonly CallerLimit _numbersLong = new(20, minutes: 60);
    private readonly ITimeLimitedDataProtector _ways = protection.CreateProtector("tracking.way").ToTimeLimitedDataProtector();

    /// <summary>True where this caller may try once more, at this order or number; who may not uses up nobody's tries at a number.</summary>
    public bool Allows(string caller, string number)
    {
        var name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(number.Trim().ToUpperInvariant())));
        return _callers.Allows(caller) && _numbers.Allows(name) && _numbersLong.Allows(name);
    }

    public Task<IReadOnlyList<Order>> ListAsync(string number, string proof, CancellationToken cancel) => orders.ListByNumberAsync(number, proof, cancel);

    /// <summary>A pass to the way of a parcel, good for an hour; null where nobody registered the number.</summary>
    public async Task<string?> FindWayAsync(string text, CancellationToken cancel) =>
        TrackingNumber.Find(text) is { } number && await orders.FindParcelAsync(number, cancel) is { } parcel
            ? _ways.Protect(parcel.ToString(CultureInfo.InvariantCulture), WayLife) : null;

    /// <summary>The parcel of a pass; null for one that is not ours or has run out.</summary>
    public long? Open(string pass)
    {
        try
        {
            return long.Parse(_ways.Unprotect(pass), CultureInfo.InvariantCulture);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _callers.DisposeAsync();
        await _numbers.DisposeAsync();
        await _numbersLong.DisposeAsync();
    }
}
