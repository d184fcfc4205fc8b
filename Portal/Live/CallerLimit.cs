using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Tracking.Portal.Live;

/// <summary>So many requests a minute from one caller; an IPv6 caller is its /64.</summary>
public sealed class CallerLimit(int perMinute) : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(caller =>
        RateLimitPartition.GetSlidingWindowLimiter(caller, _ => new()
        {
            PermitLimit = perMinute,
            Window = TimeSpan.FromMinutes(1),
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        }));

    /// <summary>True where the caller may go on.</summary>
    public bool Allows(string caller)
    {
        using var lease = _limiter.AttemptAcquire(caller);
        return lease.IsAcquired;
    }

    /// <summary>Who calls: the address, of which an IPv6 holder has 2^64.</summary>
    public static string CallerOf(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily is AddressFamily.InterNetworkV6 ? new IPAddress([.. address.GetAddressBytes()[..8], .. new byte[8]]).ToString() : address.ToString();
    }

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();
}
