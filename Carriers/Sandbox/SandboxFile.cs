using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace Tracking.Carriers.Sandbox;

/// <summary>
/// <c>sandbox.json</c>: credentials of every carrier, readable by its owner alone. Secrets are drawn once for a folder, so that a sandbox started again on it continues
/// the same world with the same accounts.
/// </summary>
public sealed record SandboxFile
{
    public const string Name = "sandbox.json";

    /// <summary>The header in which the stand-in for DHL repeats its token.</summary>
    public const string DhlPushHeader = "DHL-Push-Token";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public required int Seed { get; init; }

    /// <summary>When the sandbox was started on this folder, first to last; ISO 8601.</summary>
    public required IReadOnlyList<string> Starts { get; init; }

    /// <summary>By carrier id.</summary>
    public required IReadOnlyDictionary<string, Credentials> Carriers { get; init; }

    public IReadOnlyList<Instant> StartInstants => [.. Starts.Select(start => InstantPattern.ExtendedIso.Parse(start).Value)];

    /// <summary>The file of a folder with this start added to it; a new one where there is none of this seed.</summary>
    public static SandboxFile Open(string folder, int seed, Instant start)
    {
        var path = Path.Combine(folder, Name);
        var known = File.Exists(path) ? JsonSerializer.Deserialize<SandboxFile>(File.ReadAllBytes(path), Options) : null;
        var stamp = InstantPattern.ExtendedIso.Format(start);
        // A folder of a sandbox that had fewer carriers gets the others' accounts.
        return known?.Seed == seed ? known with { Starts = [.. known.Starts, stamp], Carriers = NewCredentials().Where(made => !known.Carriers.ContainsKey(made.Key)).Concat(known.Carriers).ToDictionary() } : new SandboxFile { Seed = seed, Starts = [stamp], Carriers = NewCredentials() };
    }

    /// <summary>The same with every base address below this one.</summary>
    public SandboxFile At(Uri address) => this with
    {
        Carriers = Carriers.ToDictionary(carrier => carrier.Key, carrier => carrier.Value with { BaseAddress = new Uri(address, carrier.Key + "/").ToString() }),
    };

    public void Save(string folder) => PrivateFile.Write(Path.Combine(folder, Name), JsonSerializer.SerializeToUtf8Bytes(this, Options));

    private static Dictionary<string, Credentials> NewCredentials()
    {
        var key = Secret();
        return new()
        {
            ["fedex"] = Of(("ClientId", "sandbox-" + Secret()[..8]), ("ClientSecret", Secret())) with { PushSecret = Secret() },
            ["usps"] = Of(("ClientId", "sandbox-" + Secret()[..8]), ("ClientSecret", Secret())),
            ["dhl-unified"] = Of(("ApiKey", Secret()), ("PushHeader", DhlPushHeader)) with { PushSecret = Secret(), PushHeader = DhlPushHeader },
            ["cainiao"] = Of(),
            ["ups"] = Of(("ClientId", "sandbox-" + Secret()[..8]), ("ClientSecret", Secret())) with { PushSecret = Secret() },
            ["laposte"] = Of(("ApiKey", Secret())),
            ["correios"] = Of(("User", "sandbox-" + Secret()[..8]), ("AccessCode", Secret()), ("PostingCard", "0070000001")),
            ["kuaidi100"] = Of(("Customer", "sandbox-" + Secret()[..8]), ("Key", Secret())) with { PushSecret = Secret() },
            ["ninja-van"] = Of(("ClientId", "sandbox-" + Secret()[..8]), ("ClientSecret", Secret()), ("Country", "MY")) with { PushSecret = Secret() },
            ["landmark"] = Of(("Username", "sandbox-" + Secret()[..8]), ("Password", Secret()), ("ClientId", "1")),
            ["easypost"] = Of(("ApiKey", Secret())) with { PushSecret = Secret() },
            ["yunexpress"] = Of(("AppId", "sandbox-" + Secret()[..8]), ("AppSecret", Secret())) with { PushSecret = Secret() },
            ["yanwen"] = Of(("UserId", "sandbox-" + Secret()[..8])),
            ["seventeentrack"] = Of(("ApiKey", key)) with { PushSecret = key }, // 17TRACK signs with the key by which it is asked
        };

        static Credentials Of(params ReadOnlySpan<(string Name, string Value)> settings)
        {
            var named = new Dictionary<string, string>();
            foreach (var (name, value) in settings)
                named[name] = value;
            return new Credentials { BaseAddress = "", Settings = named };
        }

        static string Secret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
    }
}
