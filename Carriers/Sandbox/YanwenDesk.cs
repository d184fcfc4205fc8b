using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for Yanwen: a user's id in a header, several numbers a call.</summary>
public static class YanwenDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk) => routes.MapGet("tracking", (string? nums, HttpRequest request) =>
    {
        if (request.Headers.Authorization != desk.File.Carriers["yanwen"].Settings["UserId"])
            return Answers.Json(CarrierJson.Bytes(new { code = 401, message = "unauthorized", result = Array.Empty<object>() }));
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(CarrierJson.Bytes(new { code = 429, message = "too many requests" }), seconds);
        return Answers.Json(YanwenFormat.Answer(desk.World, (nums ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), desk.Now));
    });
}
