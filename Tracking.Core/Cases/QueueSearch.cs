using System.Security.Cryptography;
using System.Text;

namespace Tracking.Core.Cases;

/// <summary>What people type to find a parcel.</summary>
public static class QueueSearch
{
    /// <summary>The filter with this text looked for: an e-mail address is turned into its key at once, so that it gets into no address, log or saved view.</summary>
    public static QueueFilter Searching(this QueueFilter filter, string? text) =>
        string.IsNullOrWhiteSpace(text) ? filter with { Search = null }
        : text.Contains('@') ? filter with { Search = null, Buyer = Convert.ToHexStringLower(BuyerKey(text)) }
        : filter with { Search = text.Trim(), Buyer = null };

    /// <summary>As orders keep it, the SHA-256 of the lower-cased address: a buyer is found by it and cannot be read from it.</summary>
    public static byte[] BuyerKey(string email) => SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant()));
}
