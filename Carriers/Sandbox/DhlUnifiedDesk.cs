using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tracking.Carriers.Sandbox;

/// <summary>The stand-in for DHL Shipment Tracking Unified: an API key, one number a call.</summary>
public static class DhlUnifiedDesk
{
    public static void Map(IEndpointRouteBuilder routes, Desk desk) =>
        routes.MapGet("track/shipments", (HttpRequest request, string? trackingNumber) => Track(request, trackingNumber, desk));

    private static IResult Track(HttpRequest request, string? number, Desk desk)
    {
        if (request.Headers["DHL-API-Key"] != desk.File.Carriers["dhl-unified"].Settings["ApiKey"])
            return Problem(401, "Unauthorized", "Unauthorized for given resource.");
        if (desk.Throttle.Next() is { } seconds)
            return Answers.TooMany(DhlUnifiedFormat.Problem(429, "Too many requests", "Too many requests within defined time period, please try again later.", null), seconds);
        if (string.IsNullOrEmpty(number))
            return Problem(400, "Bad request", "The required parameter trackingNumber is missing.");
        var scans = desk.World.Tell(CarrierIds.DhlUnified, number, desk.Now);
        return scans.Count == 0
            ? Problem(404, "No result found", "No shipment with given tracking number found.", $"/shipment/{number}")
            : Answers.Json(DhlUnifiedFormat.Answer(desk.World.Find(CarrierIds.DhlUnified, number)!, number, scans));
    }

    private static IResult Problem(int status, string title, string detail, string? instance = null) =>
        Answers.Json(DhlUnifiedFormat.Problem(status, title, detail, instance), status);
}
