using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Tracking.Portal.Access;

/// <summary>The codes of authenticator apps (RFC 6238: SHA-1, 30 s, six digits), each good once: whoever read one over a shoulder cannot use it again.</summary>
public sealed class OneTimeCodes(AccessDb db, TimeProvider clock) : IUserTwoFactorTokenProvider<Person>
{
    /// <summary>So many steps a phone's clock may be off, to either side.</summary>
    private const int Off = 2;
    private const int StepSeconds = 30, Digits = 6;

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Person> manager, Person user) => !string.IsNullOrEmpty(await manager.GetAuthenticatorKeyAsync(user));

    /// <summary>Nothing: the app makes them.</summary>
    public Task<string> GenerateAsync(string purpose, UserManager<Person> manager, Person user) => Task.FromResult("");

    /// <summary>True once for each code, and for none that is older than one that was accepted, even for two callers at once.</summary>
    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<Person> manager, Person user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } key)
            return false;
        var secret = SecretOf(key);
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;
        for (var step = now - Off; step <= now + Off; step++)
            if (CryptographicOperations.FixedTimeEquals(CodeOf(secret, step), Encoding.UTF8.GetBytes(token)))
                return await db.Database.ExecuteSqlAsync($"update auth.person set code_step = {step} where id = {user.Id} and coalesce(code_step, 0) < {step}") == 1;
        return false;
    }

    private static byte[] CodeOf(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What authenticator apps do.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var code = (BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue) % 1_000_000;
        return Encoding.ASCII.GetBytes(code.ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0'));
    }

    /// <summary>Base 32, as Identity keeps keys.</summary>
    private static byte[] SecretOf(string key)
    {
        var secret = new List<byte>(key.Length * 5 / 8);
        var (bits, held) = (0, 0);
        foreach (var letter in key.TrimEnd('='))
        {
            bits = bits << 5 | (letter >= 'A' ? (letter & 31) - 1 : letter - '2' + 26);
            if ((held += 5) < 8)
                continue;
            secret.Add((byte)(bits >> (held -= 8)));
            bits &= (1 << held) - 1;
        }
        return [.. secret];
    }
}
