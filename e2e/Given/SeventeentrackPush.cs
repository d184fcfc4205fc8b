using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Tracking.EndToEnd.Given;

/// <summary>A push as 17TRACK sends it: full history in <c>track_info.tracking.providers</c>, signed with SHA-256 over body, slash and key.</summary>
public sealed class SeventeentrackPush(string number)
{
    private readonly List<(DateTimeOffset At, string Country, string City, string Text, string SubStatus)> _events = [];

    public SeventeentrackPush Says(DateTimeOffset at, string country, string city, string text, string subStatus)
    {
        _events.Add((at, country, city, text, subStatus));
        return this;
    }

    public byte[] Body()
    {
        var events = new JsonArray([.. _events.OrderByDescending(one => one.At).Select(one => new JsonObject
        {
            ["time_iso"] = one.At.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["time_utc"] = one.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["description"] = one.Text,
            ["location"] = $"{one.City}, {one.Country}",
            ["stage"] = one.SubStatus.Split('_')[0],
            ["sub_status"] = one.SubStatus,
            ["address"] = new JsonObject { ["country"] = one.Country, ["city"] = one.City },
        })]);
        var latest = _events.MaxBy(one => one.At);
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["event"] = "TRACKING_UPDATED",
            ["data"] = new JsonObject
            {
                ["number"] = number,
                ["carrier"] = 3011,
                ["track_info"] = new JsonObject
                {
                    ["latest_status"] = new JsonObject { ["status"] = latest.SubStatus.Split('_')[0], ["sub_status"] = latest.SubStatus },
                    ["tracking"] = new JsonObject
                    {
                        ["providers"] = new JsonArray(new JsonObject
                        {
                            ["provider"] = new JsonObject { ["key"] = 3011, ["name"] = "China Post", ["alias"] = "China Post", ["country"] = "CN" },
                            ["events"] = events,
                        }),
                    },
                },
            },
        }.ToJsonString());
    }

    /// <summary>Sends a body with its proof; a null secret sends it unsigned.</summary>
    public static async Task<HttpResponseMessage> SendAsync(HttpClient http, byte[] body, string? secret, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        if (secret is not null)
            content.Headers.Add("sign", Convert.ToHexStringLower(SHA256.HashData([.. body, (byte)'/', .. Encoding.UTF8.GetBytes(secret)])));
        return await http.PostAsync("/push/seventeentrack", content, cancel);
    }
}
