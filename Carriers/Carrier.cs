using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Xml;
using NodaTime;
using Tracking.Core.Events;

namespace Tracking.Carriers;

/// <summary>A carrier or aggregator: builds requests and reads wires. Pure: no network, no clock, no state.</summary>
public abstract class Carrier
{
    private CodeTable? _codes;

    public abstract CarrierProfile Profile { get; }

    /// <summary>The carrier's <c>codes.csv</c>.</summary>
    public CodeTable Codes => _codes ??= CodeTable.Of(GetType());

    /// <summary>The same carrier, reading by another table.</summary>
    public Carrier With(CodeTable codes)
    {
        var other = (Carrier)MemberwiseClone();
        other._codes = codes;
        return other;
    }

    /// <summary>The request that asks for a batch. Sends nothing.</summary>
    public abstract HttpRequestMessage Ask(AskBatch batch);

    /// <summary>The request by which numbers must be announced before they can be asked for; null where none is needed.</summary>
    public virtual HttpRequestMessage? Enrol(AskBatch batch) => null;

    /// <summary>The request for an access token, by the profile's <see cref="OAuth"/>; relative to the account's address.</summary>
    public virtual HttpRequestMessage AskToken(Account account)
    {
        var oauth = Profile.OAuth ?? throw new InvalidOperationException($"{Profile.Id} has no access tokens.");
        var (id, secret) = (account["ClientId"], account["ClientSecret"]);
        var request = new HttpRequestMessage(HttpMethod.Post, oauth.Path)
        {
            Headers = { Accept = { new MediaTypeWithQualityHeaderValue("application/json") } },
            Content = oauth.Style switch
            {
                OAuthStyle.Form => Form(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)),
                OAuthStyle.Json => JsonContent.Create(new { grant_type = "client_credentials", client_id = id, client_secret = secret }),
                OAuthStyle.Basic => Form(("grant_type", "client_credentials")),
                _ => throw new InvalidOperationException($"{Profile.Id} asks for its tokens in its own way and must say how."),
            },
        };
        if (oauth.Style == OAuthStyle.Basic)
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}")));
        return request;

        static FormUrlEncodedContent Form(params IEnumerable<(string Key, string Value)> fields) => new(fields.Select(field => KeyValuePair.Create(field.Key, field.Value)));
    }

    /// <summary>The token in an answer to <see cref="AskToken"/>; null where there is none.</summary>
    public virtual AccessToken? ReadToken(ReadOnlyMemory<byte> body)
    {
        try
        {
            var root = WireJson.Parse(body);
            return TokenIn(root, "access_token") is { } token
                ? new AccessToken(token, root.Whole("expires_in") is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)) : null) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A field as a token fit for a header. Not through WireJson's text, which cuts what is longer than a wording: JWTs are.</summary>
    protected static string? TokenIn(JsonElement json, string field) =>
        json.At(field) is { ValueKind: JsonValueKind.String } found && found.GetString() is { Length: > 0 } token && token.All(c => c is > ' ' and < '\x7f') ? token : null;

    /// <summary>What a wire says. Pure, and never throws: what cannot be read says why.</summary>
    public CarrierReply Read(Wire wire)
    {
        if (ReadStatus(wire) is { } failure)
            return failure;
        try
        {
            return ReadBody(wire);
        }
        catch (Exception error) when (error is JsonException or XmlException)
        {
            return new CarrierReply.Unreadable(error.Message);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            return new CarrierReply.Unreadable($"{error.GetType().Name} while reading {wire.Body.Length} bytes");
        }
    }

    /// <summary>The failure that the HTTP status alone tells; null where the body must be read.</summary>
    protected virtual CarrierReply? ReadStatus(Wire wire) => wire.Status switch
    {
        429 => new CarrierReply.Throttled(wire.RetryAfterSeconds is { } seconds ? Duration.FromSeconds(seconds) : null, "HTTP 429"),
        401 or 403 => new CarrierReply.Refused($"HTTP {wire.Status}"),
        0 => new CarrierReply.Unreachable("no answer"),
        >= 500 => new CarrierReply.Unreachable($"HTTP {wire.Status}"),
        _ => null,
    };

    protected abstract CarrierReply ReadBody(Wire wire);
}
