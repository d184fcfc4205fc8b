using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for La Poste Suivi v2: a key in a header, ten numbers a call, 207 where they end differently.</summary>
public static class LaposteDesk
{
    private const int Most = 10;

    public static void Map(IEndpointRouteBuilder routes, Desk desk) => routes.MapGet("suivi/v2/idships/{numbers}", (string numbers, HttpRequest request) =>
    {
        if (request.Headers["X-Okapi-Key"] != desk.File.Carriers["laposte"].Settings["ApiKey"])
            return Answers.Json(CarrierJson.Bytes(new { code = "UNAUTHORIZED", message = "Invalid API key." }), 401);
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(CarrierJson.Bytes(new { code = "TOO_MANY_REQUESTS", message = "max quota reached (100 calls per 1s)" }), seconds);
        var asked = numbers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (asked.Length > Most)
            return Answers.Json(CarrierJson.Bytes(new { returnCode = 400, returnMessage = "Trop de numéros" }), 400);
        var parts = asked.Select(number => (Known: desk.World.Tell(CarrierIds.LaPoste, number, desk.Now).Count > 0, Part: LaposteFormat.Part(desk.World, number, desk.Now))).ToList();
        return parts is [var alone] ? Answers.Json(CarrierJson.Bytes(alone.Part), alone.Known ? 200 : 404)
            : Answers.Json(CarrierJson.Bytes(parts.Select(part => part.Part)), parts.All(part => part.Known) ? 200 : 207);
    });
}
