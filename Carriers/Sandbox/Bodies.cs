using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Tracking.Carriers.Sandbox;

/// <summary>Reads JSON bodies that were sent to the stand-ins.</summary>
public static class Bodies
{
    /// <summary>Null where the body is no JSON.</summary>
    public static async Task<JsonElement?> ReadAsync(HttpRequest request)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<JsonElement>(request.Body, cancellationToken: request.HttpContext.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text at the end of a path of names; null where there is none.</summary>
    public static string? Text(JsonElement json, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
                return null;
        }
        return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
    }
}
