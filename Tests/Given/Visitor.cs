using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Tracking.Tests.Given;

/// <summary>A browser without eyes at the pages outside the circuit: keeps cookies, fills in forms, and follows nothing by itself.</summary>
public sealed partial class Visitor(Uri address) : IDisposable
{
    private readonly CookieContainer _cookies = new();
    private HttpClient? _http;

    private HttpClient Http => _http ??= new HttpClient(new SocketsHttpHandler { CookieContainer = _cookies, AllowAutoRedirect = false }) { BaseAddress = address };

    /// <summary>The same cookies in other hands.</summary>
    public Visitor Copy()
    {
        var copy = new Visitor(address);
        copy._cookies.Add(_cookies.GetAllCookies());
        return copy;
    }

    /// <summary>The answer of a path: where it leads, or its text.</summary>
    public async Task<(HttpStatusCode Status, string? Location, string Text)> GetAsync(string path, CancellationToken cancel)
    {
        using var answer = await Http.GetAsync(path, cancel);
        return (answer.StatusCode, answer.Headers.Location?.OriginalString, await answer.Content.ReadAsStringAsync(cancel));
    }

    /// <summary>Sends a form that stands on a page, with the proof that it came from there.</summary>
    public async Task<(HttpStatusCode Status, string? Location, string Text)> SendAsync(string page, string path, IEnumerable<(string Name, string Value)> fields, CancellationToken cancel)
    {
        var proof = Proof().Match((await GetAsync(page, cancel)).Text).Groups[1].Value;
        using var form = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", proof)).Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
        using var answer = await Http.PostAsync(path, form, cancel);
        return (answer.StatusCode, answer.Headers.Location?.OriginalString, await answer.Content.ReadAsStringAsync(cancel));
    }

    /// <summary>Where it leads after the password.</summary>
    public async Task<string?> SignInAsync(string email, string password, CancellationToken cancel) =>
        (await SendAsync("/ops/sign-in", "/ops/sign-in", [("email", email), ("password", password), ("returnUrl", "/ops")], cancel)).Location;

    /// <summary>What an authenticator app shows at a moment for a key (RFC 6238: SHA-1, 30 s, six digits).</summary>
    public static string CodeOf(string key, DateTimeOffset at)
    {
        const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(key.ToUpperInvariant().Where(letter => Letters.Contains(letter)).Select(letter => Convert.ToString(Letters.IndexOf(letter), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(n => Convert.ToByte(bits.Substring(n * 8, 8), 2)).ToArray();
        var step = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, at.ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // What the standard says.
        var hash = HMACSHA1.HashData(secret, step);
#pragma warning restore CA5350
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue) % 1_000_000).ToString("D6");
    }

    public void Dispose() => _http?.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Proof();
}
