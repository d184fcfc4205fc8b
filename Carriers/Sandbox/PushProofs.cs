using System.Security.Cryptography;
using System.Text;
using Tracking.Core.Parcels;

namespace Tracking.Carriers.Sandbox;

/// <summary>The header by which each carrier proves its pushes.</summary>
public static class PushProofs
{
    public static (string Header, string Value) Of(CarrierId carrier, Credentials credentials, byte[] body)
    {
        var secret = Encoding.UTF8.GetBytes(credentials.PushSecret!);
        return carrier.Value switch
        {
            "fedex" => ("fdx-signature", Convert.ToBase64String(HMACSHA256.HashData(secret, body))),
            "seventeentrack" => ("sign", Convert.ToHexStringLower(SHA256.HashData([.. body, (byte)'/', .. secret]))),
            _ => (credentials.PushHeader!, credentials.PushSecret!),
        };
    }
}
