using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace Tracking.Portal.Live;

/// <summary>So many requests in some minutes from one caller; an IPv6 caller is its /64.</summary>
public sealed class CallerLimit(int most, int minutes = 1) : IAsyncDisposable
{
    // Callers choose their names, so names must not cost memory without end; string hashes are seeded anew in each process, so nobody can aim at another's.
    private const int Counters = 1 << 16;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, int>(caller =>
        RateLimitPartition.GetSlidingWindowLimiter(caller.GetHashCode(StringComparison.Ordinal) & (Counters - 1), _ => new()
        {
            PermitLimit = most,
            Window = TimeSpan.FromMinutes(minutes),
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
